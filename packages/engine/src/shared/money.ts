import type { Money } from '@cartwright/contract';
import { assert } from './assert.ts';

/** Money of integer minor units; throws when the amount is not a safe integer. */
export const money = (amount: number, currency: string): Money => {
  assert(Number.isSafeInteger(amount), `${amount} is not an amount in minor units`);
  return { amount, currency };
};

/** `unitAmount` × `quantity` in minor units, refusing to leave the safe integers. */
export const times = (unitAmount: number, quantity: number): number => {
  const total = unitAmount * quantity;
  assert(Number.isSafeInteger(total), `${unitAmount} × ${quantity} is no safe amount`);
  return total;
};

/** Digits after the point of a currency, as the runtime's ICU knows them (ISO 4217): 2 for USD, 0 for JPY. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/**
 * Parses a decimal price (`"9.99"`, `"1,250"`, `"50"`) into minor units without going through a float.
 * Returns null for anything else, more digits than the currency has (unless zeros), or an unsafe size.
 */
export const parseMinorUnits = (text: string, currency: string): number | null => {
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (match === null) return null;
  const digits = minorDigits(currency);
  const fraction = (match[2] ?? '').padEnd(digits, '0');
  if (!/^0*$/.test(fraction.slice(digits))) return null;
  const amount = Number((match[1] ?? '').replaceAll(',', '') + fraction.slice(0, digits));
  return Number.isSafeInteger(amount) ? amount : null;
};
