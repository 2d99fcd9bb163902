/** How long a run measures. */
export type Pace = {
  quick: boolean;
  /** Of limit and ours each. */
  rounds: number;
  /** Once for each side, before the first round: compiled code and filled caches are what is measured. */
  firstWarmUpMs: number;
  /** Before each round: new connections, and what the other side has pushed out of the caches. */
  warmUpMs: number;
  /** What counts of a round. */
  windowMs: number;
  openLoopMs: number;
};

/** The house rule is five rounds at the least. */
export const FULL_ROUNDS_MIN = 5;

export const paceOf = ({ quick }: { quick: boolean }): Pace =>
  quick
    ? { quick, rounds: 3, firstWarmUpMs: 1_500, warmUpMs: 200, windowMs: 1_000, openLoopMs: 2_000 }
    : {
        quick,
        rounds: FULL_ROUNDS_MIN,
        firstWarmUpMs: 4_000,
        warmUpMs: 500,
        windowMs: 3_000,
        openLoopMs: 10_000,
      };
