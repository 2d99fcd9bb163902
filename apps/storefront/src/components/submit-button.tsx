'use client';

import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';

type Props = { children: ReactNode; busy: string; className?: string; name?: string; value?: string };

/**
 * A form's button that says when it is at work. It stays enabled without JavaScript and is only marked, not
 * disabled, while busy: a disabled button loses the keyboard's focus. The engine refuses doubles by key.
 */
export const SubmitButton = ({ children, busy, className = 'button', ...rest }: Props) => {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      className={`${className} aria-disabled:opacity-70`}
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
      {...rest}
    >
      {pending ? busy : children}
    </button>
  );
};
