/** What a proof counts and measures while it runs. */
export type Figures = {
  requests: number;
  /** How often buyers set out to get units; one who comes back sets out again. */
  attempts: number;
  /** Buyers who were told that their order is confirmed. */
  confirmed: number;
  /** Of those, buyers who cancelled. */
  cancelled: number;
  /** Buyers who left because it was sold out. */
  soldOut: number;
  /** Buyers whose payments were all declined. */
  declined: number;
  /** Buyers who left for another reason, by the problem's code. */
  refused: Record<string, number>;
  /** Buyers whose order was not decided in time, or who got no answer, however often they asked. */
  unanswered: number;
  sentTwice: number;
  replayed: number;
  /** Requests answered with 429 or 503. */
  throttled: number;
  /** Requests without an answer, or with one that says nothing of the effect. */
  failed: number;
  /** From the first sending of an order, claim, checkout or payment to its answer, retries included; milliseconds. */
  latenciesMs: number[];
};

export const noFigures = (): Figures => ({
  requests: 0,
  attempts: 0,
  confirmed: 0,
  cancelled: 0,
  soldOut: 0,
  declined: 0,
  refused: {},
  unanswered: 0,
  sentTwice: 0,
  replayed: 0,
  throttled: 0,
  failed: 0,
  latenciesMs: [],
});

/** Milliseconds, to a tenth; null when nothing was measured. */
export type Latency = { count: number; p50: number; p99: number; max: number } | null;

export const latencyOf = (latenciesMs: readonly number[]): Latency => {
  if (latenciesMs.length === 0) return null;
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return Math.round(value * 10) / 10;
  };
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
};
