import { Field, SelectField } from '#components/field.tsx';
import type { CheckoutValues, FieldErrors } from '#lib/checkout-form.ts';

type Props = {
  values: CheckoutValues;
  errors: FieldErrors;
  countries: { code: string; name: string }[];
};

/** Bounds are those of the contract's Address and Email. */
export const AddressFields = ({ values, errors, countries }: Props) => (
  <>
    <fieldset>
      <legend className="title-2 font-semibold">Contact</legend>
      <Field
        className="mt-4"
        name="email"
        label="E-mail"
        hint="For news about this order."
        type="email"
        autoComplete="email"
        defaultValue={values.email}
        error={errors.email}
        required
        maxLength={254}
      />
    </fieldset>
    <fieldset>
      <legend className="title-2 font-semibold">Delivery</legend>
      <div className="mt-4 grid gap-x-4 gap-y-5 sm:grid-cols-6">
        <Field
          className="sm:col-span-6"
          name="name"
          label="Full name"
          autoComplete="shipping name"
          defaultValue={values.name}
          error={errors.name}
          required
          maxLength={200}
        />
        <Field
          className="sm:col-span-6"
          name="line1"
          label="Street and number"
          autoComplete="shipping address-line1"
          defaultValue={values.line1}
          error={errors.line1}
          required
          maxLength={200}
        />
        <Field
          className="sm:col-span-6"
          name="line2"
          label="Flat, floor, company (optional)"
          autoComplete="shipping address-line2"
          defaultValue={values.line2}
          error={errors.line2}
          maxLength={200}
        />
        <Field
          className="sm:col-span-2"
          name="postalCode"
          label="Postal code"
          autoComplete="shipping postal-code"
          defaultValue={values.postalCode}
          error={errors.postalCode}
          required
          maxLength={32}
        />
        <Field
          className="sm:col-span-4"
          name="city"
          label="Town or city"
          autoComplete="shipping address-level2"
          defaultValue={values.city}
          error={errors.city}
          required
          maxLength={200}
        />
        <Field
          className="sm:col-span-3"
          name="region"
          label="State or region (optional)"
          autoComplete="shipping address-level1"
          defaultValue={values.region}
          error={errors.region}
          maxLength={200}
        />
        <SelectField
          className="sm:col-span-3"
          name="country"
          label="Country"
          autoComplete="shipping country"
          value={values.country}
          error={errors.country}
        >
          <option value="">Choose a country</option>
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
      </div>
    </fieldset>
  </>
);
