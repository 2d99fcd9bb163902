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
    className="field w-auto"
    onChange={(event) => event.currentTarget.form?.requestSubmit()}
  >
    {children}
  </select>
);
