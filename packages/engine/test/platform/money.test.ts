import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits, money, parseMinorUnits, times } from '../../src/shared/money.ts';

const CURRENCIES = { USD: 2, EUR: 2, JPY: 0, KWD: 3 } as const;
const currencies = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD');
const amounts = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

/** Writes minor units as a shop would, by string work alone: no float on the way. */
const written = (amount: number, digits: number, separator = ''): string => {
  const text = String(amount).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replaceAll(/\B(?=(\d{3})+$)/g, separator);
  return digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
};

describe('a decimal price', () => {
  it.each(Object.entries(CURRENCIES))('in %s has %i digits after the point', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it('becomes exactly its minor units, with and without thousands separators', () => {
    fc.assert(
      fc.property(amounts, currencies, (amount, currency) => {
        const digits = CURRENCIES[currency];
        expect(parseMinorUnits(written(amount, digits), currency)).toBe(amount);
        expect(parseMinorUnits(` ${written(amount, digits, ',')} `, currency)).toBe(amount);
      }),
    );
  });

  it('may end in zeros beyond the currency, but not in other digits', () => {
    fc.assert(
      fc.property(amounts, currencies, fc.integer({ min: 1, max: 9 }), (amount, currency, digit) => {
        const digits = CURRENCIES[currency];
        const exact = digits === 0 ? `${amount}.` : written(amount, digits);
        expect(parseMinorUnits(`${exact}000`, currency)).toBe(amount);
        expect(parseMinorUnits(`${exact}0${digit}`, currency)).toBeNull();
      }),
    );
  });

  it('may leave digits out at its end', () => {
    expect(parseMinorUnits('9.9', 'USD')).toBe(990);
    expect(parseMinorUnits('50', 'USD')).toBe(5_000);
    expect(parseMinorUnits('50.', 'USD')).toBe(5_000);
    expect(parseMinorUnits('1,250', 'USD')).toBe(125_000);
    expect(parseMinorUnits('1.005', 'KWD')).toBe(1_005);
  });

  it('that is none is null, never zero and never a guess', () => {
    for (const text of [
      '',
      ' ',
      '.',
      '.5',
      '-1',
      '+1',
      '1e3',
      '0x10',
      'free',
      '1,2',
      '12,34',
      '1,2345',
      '1.2.3',
    ])
      expect(parseMinorUnits(text, 'USD'), text).toBeNull();
    for (const text of ['Infinity', 'NaN', '$5', '5 USD', '1 000', '٣', '1,250,00', '1.25,00'])
      expect(parseMinorUnits(text, 'USD'), text).toBeNull();
    for (const text of ['90071992547409.92', '9'.repeat(400)])
      expect(parseMinorUnits(text, 'USD'), text).toBeNull();
  });

  it('gives null or a safe amount for whatever text comes in', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[\d.,+-]{0,24}$/)),
        currencies,
        (text, currency) => {
          const amount = parseMinorUnits(text, currency);
          expect(amount === null || (Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('money', () => {
  it('refuses what is no whole amount of minor units', () => {
    expect(money(999, 'USD')).toEqual({ amount: 999, currency: 'USD' });
    for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => money(amount, 'USD'), String(amount)).toThrow('minor units');
  });

  it('times a quantity is exact, or throws', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 1_000_000 }), (unitAmount, quantity) => {
        const exact = BigInt(unitAmount) * BigInt(quantity);
        if (exact <= BigInt(Number.MAX_SAFE_INTEGER)) expect(BigInt(times(unitAmount, quantity))).toBe(exact);
        else expect(() => times(unitAmount, quantity)).toThrow('no safe amount');
      }),
    );
  });
});
