import type { Order } from '@cartwright/contract';
import { valuesOfOrder } from '#lib/checkout-form.ts';
import { countryName } from '#lib/countries.ts';

const LABELS = [
  ['email', 'E-mail'],
  ['name', 'Full name'],
  ['line1', 'Street and number'],
  ['line2', 'Flat, floor, company'],
  ['postalCode', 'Postal code'],
  ['city', 'Town or city'],
  ['region', 'State or region'],
  ['country', 'Country'],
] as const;

/** What was typed at the first try. It belongs to the placed order and goes with it, so it is shown, not asked. */
export const KeptAddress = ({ order }: { order: Order }) => {
  const values = valuesOfOrder(order);
  return (
    <fieldset>
      <legend className="title-2 font-semibold">Contact and delivery</legend>
      <p className="mt-2 text-[0.9375rem] text-muted">As you gave them; they stay with this order.</p>
      <div className="mt-4 grid gap-x-4 gap-y-4 sm:grid-cols-2">
        {LABELS.filter(([name]) => values[name] !== '').map(([name, label]) => (
          <label key={name} className="font-medium text-[0.9375rem]">
            {label}
            <input
              name={name}
              readOnly
              defaultValue={name === 'country' ? countryName(values.country) : values[name]}
              className="field mt-1.5 font-normal"
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
};
