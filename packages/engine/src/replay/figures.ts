/** What a replay counts and measures while it runs. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { type LogCounts, noLogCounts } from './steps.ts';

export type Figures = {
  log: LogCounts;
  /** The date in the log of the last step that was begun. */
  reached: Date | null;
  /** Carts that a shopper set out to fill; each ends as an order, refused, abandoned or without an answer. */
  walks: number;
  /** Orders that were made, whatever became of them. */
  placed: number;
  confirmed: number;
  inReview: number;
  /** Confirmed or in review after another payment was declined. */
  paidWithAnother: number;
  /** Orders that nobody paid: every token was declined. */
  declined: number;
  /** Orders whose outcome did not come in time. */
  undecided: number;
  abandoned: number;
  /** By the problem's code. */
  refused: Record<string, number>;
  /** Baskets and cancellations that got no answer, however often they asked. */
  gaveUp: number;
  sentTwice: number;
  /** Answers that said they were a replay of the same key. */
  replayed: number;
  cancelled: number;
  /** SKUs of cancellations that no live order of their customer holds. */
  nothingToCancel: number;
  cancelRefused: Record<string, number>;
  /** Repeated calls, by reason. */
  retried: Record<string, number>;
  /** From the first sending of a checkout to its answer, retries included; microseconds. */
  checkoutUs: RecordableHistogram;
  /** From a shopper's first call to the outcome of her order; microseconds. */
  walkUs: RecordableHistogram;
};

const HOUR_US = 3_600_000_000;

export const noFigures = (): Figures => ({
  log: noLogCounts(),
  reached: null,
  walks: 0,
  placed: 0,
  confirmed: 0,
  inReview: 0,
  paidWithAnother: 0,
  declined: 0,
  undecided: 0,
  abandoned: 0,
  refused: {},
  gaveUp: 0,
  sentTwice: 0,
  replayed: 0,
  cancelled: 0,
  nothingToCancel: 0,
  cancelRefused: {},
  retried: {},
  checkoutUs: createHistogram({ lowest: 1, highest: HOUR_US, figures: 3 }),
  walkUs: createHistogram({ lowest: 1, highest: HOUR_US, figures: 3 }),
});

/** Records the time since a moment of `performance.now()`. */
export const recordSince = (histogram: RecordableHistogram, startedAt: number): void =>
  histogram.record(Math.min(HOUR_US, Math.max(1, Math.round((performance.now() - startedAt) * 1_000))));
