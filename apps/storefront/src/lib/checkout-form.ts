import type { Address, Checkout, Problem } from '@cartwright/contract';
import { text } from './form.ts';

/** Buttons outside of the form name it by this. */
export const CHECKOUT_FORM_ID = 'checkout';

export const CHECKOUT_FIELDS = [
  'email',
  'name',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
] as const;
export type CheckoutField = (typeof CHECKOUT_FIELDS)[number];
export type CheckoutValues = Record<CheckoutField, string>;
export type FieldErrors = Partial<Record<CheckoutField, string>>;

/** Less is there than wanted; or what was claimed in a sale was not ordered in time. */
export type ShortNotice = {
  kind: 'short' | 'hold-over';
  lines: { sku: string; title: string; available: number }[];
};

export type CheckoutNotice =
  | { kind: 'price-changed'; lines: { title: string; before: string; after: string }[] }
  | ShortNotice
  | { kind: 'settled' }
  | { kind: 'trouble'; title: string; detail: string };

/** What the checkout form shows after it was sent and came back; `key` names the shopper's present intent. */
export type CheckoutState = {
  key: string;
  values: CheckoutValues;
  token: string;
  errors: FieldErrors;
  notice: CheckoutNotice | null;
};

export const valuesOf = (form: FormData): CheckoutValues => ({
  email: text(form, 'email').trim(),
  name: text(form, 'name').trim(),
  line1: text(form, 'line1').trim(),
  line2: text(form, 'line2').trim(),
  city: text(form, 'city').trim(),
  region: text(form, 'region').trim(),
  postalCode: text(form, 'postalCode').trim(),
  country: text(form, 'country').trim(),
});

export const valuesOfOrder = (order: { email: string; shippingAddress: Address }): CheckoutValues => ({
  line2: '',
  region: '',
  ...order.shippingAddress,
  email: order.email,
});

const REQUIRED: FieldErrors = {
  email: 'Please give your e-mail address.',
  name: 'Please give the name for the parcel.',
  line1: 'Please give street and house number.',
  city: 'Please give the town or city.',
  postalCode: 'Please give the postal code.',
  country: 'Please choose a country.',
};

/** What is missing, in words beside the field; all else is for the engine to judge. */
export const missingFields = (values: CheckoutValues): FieldErrors =>
  Object.fromEntries(Object.entries(REQUIRED).filter(([name]) => values[name as CheckoutField] === ''));

/** The engine's refusals by field; `shippingAddress.postalCode` and `/shippingAddress/postalCode` are one path. */
export const refusedFields = (problem: Problem): FieldErrors => {
  const errors: FieldErrors = {};
  for (const error of problem.errors ?? []) {
    if (!('path' in error)) continue;
    const name = error.path.split(/[./]/).at(-1);
    const field = CHECKOUT_FIELDS.find((known) => known === name);
    if (field !== undefined) errors[field] ??= WRONG[field] ?? 'Please check this.';
  }
  return errors;
};

const WRONG: FieldErrors = {
  email: 'This does not look like an e-mail address.',
  postalCode: 'This does not look like a postal code.',
  country: 'Please choose a country from the list.',
};

export const checkoutBody = (values: CheckoutValues, token: string): Checkout => {
  const { email, name, line1, line2, city, region, postalCode, country } = values;
  return {
    email,
    shippingAddress: {
      name,
      line1,
      ...(line2 === '' ? {} : { line2 }),
      city,
      ...(region === '' ? {} : { region }),
      postalCode,
      country,
    },
    payment: { token },
  };
};
