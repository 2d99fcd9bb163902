import type { Money } from '@cartwright/contract';

const LOCALE = 'en';

/** The shop's currency, for what is typed before any price is known; the same variable as the engine's. */
export const shopCurrency = (): string => process.env.CARTWRIGHT_CURRENCY || 'USD';

/** “$49.50”: minor units shown with the digits that the currency has. */
export const formatMoney = (money: Money): string =>
  formatterOf(money.currency).format(money.amount / 10 ** digitsOf(money.currency));

/** Minor units of what a person typed (“12.5”, “12,50”, “1,250”), or undefined when it is no amount. */
export const minorUnits = (typed: string | undefined, currency: string): number | undefined => {
  const trimmed = typed?.trim() ?? '';
  const text = /^\d{1,3}(,\d{3})+(\.|$)/.test(trimmed)
    ? trimmed.replaceAll(',', '')
    : trimmed.replace(',', '.');
  if (!/^\d{1,9}(\.\d*)?$/.test(text)) return undefined;
  return Math.round(Number(text) * 10 ** digitsOf(currency));
};

/** “12.5” for 1250 cents: what `minorUnits` reads. */
export const majorUnits = (amount: number, currency: string): string =>
  String(amount / 10 ** digitsOf(currency));

const formatterOf = (currency: string): Intl.NumberFormat =>
  new Intl.NumberFormat(LOCALE, { style: 'currency', currency });

const digitsOf = (currency: string): number =>
  formatterOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
