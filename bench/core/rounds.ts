/**
 * Limit and ours by turns, A B B A A B B A …: a machine that gets slower or faster while we measure does it to both, and
 * neither always comes first.
 */
export type Side = 'limit' | 'ours';

export type RoundsOptions<T> = {
  rounds: number;
  measure: Readonly<Record<Side, () => Promise<T>>>;
  onSample?: (done: { side: Side; round: number; sample: T }) => void;
};

/** Measures each side `rounds` times, one after the other. Throws what a measurement throws. */
export const interleave = async <T>(options: RoundsOptions<T>): Promise<Record<Side, T[]>> => {
  const samples: Record<Side, T[]> = { limit: [], ours: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    for (const side of round % 2 === 0 ? (['limit', 'ours'] as const) : (['ours', 'limit'] as const)) {
      const sample = await options.measure[side]();
      samples[side].push(sample);
      options.onSample?.({ side, round: round + 1, sample });
    }
  }
  return samples;
};
