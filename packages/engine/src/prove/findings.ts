/** What was promised and not kept. */

/** What a proof looks at, and what each means when it is broken. */
export const PROMISES = {
  oversold: 'more units are sold than there were',
  lost: 'what a buyer was told, or was charged for, is not there',
  doubled: 'one wish has two orders, or one order two charges',
  untrue: 'somebody was told “sold out” while units were certainly there',
  books: 'an order, its stock or its payments do not add up',
  readSide: 'the read side differs from PostgreSQL',
} as const;
export type PromiseName = keyof typeof PROMISES;

/** `size` counts what the promise is about: units, orders or charges. */
export type Finding = { promise: PromiseName; what: string; size: number };

export const finding = (promise: PromiseName, what: string, size = 1): Finding => ({ promise, what, size });

/** The sizes of one promise's findings, added up. */
export const sizeOf = (findings: readonly Finding[], promise: PromiseName): number =>
  findings.reduce((sum, found) => sum + (found.promise === promise ? found.size : 0), 0);
