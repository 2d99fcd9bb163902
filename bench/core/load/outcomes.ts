/** What became of requests, each counted once. */
export type Outcomes = {
  /** 2xx. */
  ok: number;
  /** A refusal that the case expects, such as 409 when all is sold. */
  refused: number;
  /** 429 and 503: asked to come back later. */
  overloaded: number;
  /** Any other status. */
  failed: number;
  /** The connection broke, or could not be made. */
  broken: number;
};

export const noOutcomes = (): Outcomes => ({ ok: 0, refused: 0, overloaded: 0, failed: 0, broken: 0 });

/** Tells the outcome of an answer by its status. */
export const outcomeOf =
  (expectedRefusals: readonly number[]) =>
  (status: number): keyof Outcomes => {
    if (status >= 200 && status < 300) return 'ok';
    if (expectedRefusals.includes(status)) return 'refused';
    return status === 429 || status === 503 ? 'overloaded' : 'failed';
  };

export const sumOf = (outcomes: Outcomes): number =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0);
