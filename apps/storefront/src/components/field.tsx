import type { ComponentProps, ReactNode } from 'react';

type Frame = { name: string; label: string; error?: string | undefined; hint?: string; className?: string };
type Props = Frame & Omit<ComponentProps<'input'>, keyof Frame>;

/** A labelled text field with its hint and its error tied to it. */
export const Field = ({ name, label, error, hint, className, ...input }: Props) => (
  <Labelled {...{ name, label, error, className }} {...(hint === undefined ? {} : { hint })}>
    <input
      id={name}
      name={name}
      className="field mt-1.5"
      aria-invalid={error !== undefined}
      aria-describedby={`${name}-note`}
      {...input}
    />
  </Labelled>
);

type SelectProps = Frame & { value: string; autoComplete: string; children: ReactNode };

export const SelectField = ({
  name,
  label,
  error,
  className,
  value,
  autoComplete,
  children,
}: SelectProps) => (
  <Labelled {...{ name, label, error, className }}>
    <select
      // React leaves a select as it was when its form is reset, whatever its default is by then.
      key={value}
      id={name}
      name={name}
      defaultValue={value}
      required
      autoComplete={autoComplete}
      className="field mt-1.5"
      aria-invalid={error !== undefined}
      aria-describedby={`${name}-note`}
    >
      {children}
    </select>
  </Labelled>
);

type LabelledProps = {
  name: string;
  label: string;
  error: string | undefined;
  hint?: string;
  className: string | undefined;
  children: ReactNode;
};

const Labelled = ({ name, label, error, hint, className = '', children }: LabelledProps) => (
  <div className={className}>
    <label htmlFor={name} className="font-medium text-[0.9375rem]">
      {label}
    </label>
    {children}
    <p
      id={`${name}-note`}
      className={`mt-1.5 text-sm empty:hidden ${error === undefined ? 'text-muted' : 'font-medium text-danger'}`}
    >
      {error ?? hint}
    </p>
  </div>
);
