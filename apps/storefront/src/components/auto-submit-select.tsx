'use client';

import type { ReactNode } from 'react';

type Props = { id: string; name: string; value: string; children: ReactNode };

/** A select that sends its form as soon as something else is chosen. */
export const AutoSubmitSelect = ({ id, name, value, children }: Props) => (
  <select
    key={value}
    id={id}
    name={name}
    defaultValue={value}
    // As wide from the start as its widest choice: choices come one by one while the page arrives.
    className="field w-[12.5rem]"
    onChange={(event) => event.currentTarget.form?.requestSubmit()}
  >
    {children}
  </select>
);
