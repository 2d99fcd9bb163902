import { build } from 'hdr-histogram-js';

/** What is slower is counted as this slow. */
const SLOWEST_MICROS = 120_000_000;

/** Milliseconds. */
export type Latency = {
  count: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
};

export type LatencyRecorder = { record(ms: number): void; latency(): Latency };

/** An HDR histogram: three significant digits from 1 µs to 2 min, without allocating per value. */
export const recordLatency = (): LatencyRecorder => {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: SLOWEST_MICROS,
    numberOfSignificantValueDigits: 3,
    autoResize: false,
  });
  const atPercentile = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000;
  return {
    record(ms) {
      histogram.recordValue(Math.min(SLOWEST_MICROS, Math.max(1, Math.round(ms * 1_000))));
    },
    latency: () => ({
      count: histogram.totalCount,
      p50Ms: atPercentile(50),
      p95Ms: atPercentile(95),
      p99Ms: atPercentile(99),
      p999Ms: atPercentile(99.9),
      maxMs: histogram.totalCount === 0 ? 0 : histogram.maxValue / 1_000,
    }),
  };
};
