/** What a proof came to: as data, and as a text. */
import { type Figures, type Latency, latencyOf } from './figures.ts';
import { type Finding, PROMISES, type PromiseName, sizeOf } from './findings.ts';
import type { Part, ProofOptions } from './plan.ts';

export type Killed = { part: Part; atMs: number; backAfterMs: number };

export type Verdict = Omit<Figures, 'latenciesMs'> & {
  options: ProofOptions & { engines: number };
  /** Whether it was told to stop before every buyer had come. */
  stopped: boolean;
  seconds: number;
  ordersPerSecond: number;
  latencyMs: Latency;
  killed: readonly Killed[];
  /** Orders that were looked at afterwards. */
  orders: number;
  /** Units of the first SKU that orders hold at the end. */
  sold: number;
  oversold: number;
  lost: number;
  doubled: number;
  /** The most units that were certainly there at a moment when somebody was told “sold out”, and at the end. */
  unsoldWhileSoldOut: { meanwhile: number; atTheEnd: number };
  notChecked: readonly string[];
  findings: { total: number; listed: readonly Finding[] };
};

const LISTED_MAX = 50;

export const verdictOf = (from: {
  options: Verdict['options'];
  figures: Figures;
  findings: readonly Finding[];
  unsoldMeanwhile: number;
  truth: { orders: number; sold: number };
  killed: readonly Killed[];
  notChecked: readonly string[];
  elapsedMs: number;
  stopped: boolean;
}): Verdict => {
  const { options, figures, findings, truth, elapsedMs } = from;
  const { latenciesMs, ...counts } = figures;
  const seconds = elapsedMs / 1_000;
  return {
    options,
    stopped: from.stopped,
    ...counts,
    seconds: rounded(seconds),
    ordersPerSecond: rounded(truth.orders / seconds),
    latencyMs: latencyOf(latenciesMs),
    killed: from.killed,
    ...truth,
    oversold: sizeOf(findings, 'oversold'),
    lost: sizeOf(findings, 'lost'),
    doubled: sizeOf(findings, 'doubled'),
    unsoldWhileSoldOut: {
      meanwhile: from.unsoldMeanwhile,
      atTheEnd: figures.soldOut > 0 ? Math.max(0, options.units - truth.sold) : 0,
    },
    notChecked: from.notChecked,
    findings: { total: findings.length, listed: findings.slice(0, LISTED_MAX) },
  };
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The verdict for whoever asked for it. */
export const verdictText = (verdict: Verdict): string => {
  const { options, latencyMs, killed, unsoldWhileSoldOut: unsold } = verdict;
  const refused = Object.values(verdict.refused).reduce((sum, count) => sum + count, 0);
  const rows: [string, string][] = [
    [
      'Buyers',
      `${options.buyers} for ${options.units} units, by ${options.sale ? 'claims of a sale' : 'carts and direct orders'}, ${engines(options.engines)}, seed ${options.seed}`,
    ],
    [
      'Attempts',
      `${verdict.attempts} in ${verdict.requests} requests; ${verdict.sentTwice} orders sent twice at once`,
    ],
    [
      'Ended as',
      `${verdict.confirmed} confirmed (${verdict.cancelled} cancelled afterwards), ${verdict.soldOut} sold out, ${verdict.declined} declined, ${refused} refused${named(verdict.refused)}, ${verdict.unanswered} unanswered`,
    ],
    [
      'Requests',
      `${verdict.throttled} throttled, ${verdict.failed} failed, ${verdict.replayed} answered as replays`,
    ],
    [
      'Answers',
      latencyMs === null
        ? 'none'
        : `p50 ${latencyMs.p50} ms, p99 ${latencyMs.p99} ms, max ${latencyMs.max} ms`,
    ],
    ['Speed', `${verdict.seconds} s, ${verdict.ordersPerSecond} orders/s`],
    ...(killed.length === 0
      ? []
      : [['Killed', killed.map(killedText).join(', ')] satisfies [string, string]]),
    ['Sold', `${verdict.sold} of ${options.units} units; ${verdict.orders} orders checked`],
    ['Oversold', `${verdict.oversold}`],
    ['Lost', `${verdict.lost}`],
    ['Doubled', `${verdict.doubled}`],
    [
      'Unsold',
      `${unsold.meanwhile} at most while somebody was told “sold out”, ${unsold.atTheEnd} at the end`,
    ],
    ...verdict.notChecked.map((what): [string, string] => ['Not checked', what]),
  ];
  return [
    verdict.stopped ? 'Stopped' : 'Done',
    ...rows.map(([label, text]) => `  ${label.padEnd(12)} ${text}`),
    '',
    ...findingLines(verdict.findings),
  ].join('\n');
};

const engines = (count: number): string => (count === 1 ? 'one engine' : `${count} engines`);

const killedText = ({ part, atMs, backAfterMs }: Killed): string =>
  `${part} at ${(atMs / 1_000).toFixed(1)} s (back after ${(backAfterMs / 1_000).toFixed(1)} s)`;

const named = (counts: Readonly<Record<string, number>>): string => {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
};

/** One line each, below the promise that it breaks. */
export const findingLines = ({ total, listed }: { total: number; listed: readonly Finding[] }): string[] => {
  if (total === 0) return ['Every promise was kept.'];
  const lines = [...Map.groupBy(listed, ({ promise }) => promise)].flatMap(([promise, found]) => [
    `BROKEN: ${promise}: ${PROMISES[promise satisfies PromiseName]}`,
    ...found.map(({ what }) => `  ${what}`),
  ]);
  return total > listed.length ? [...lines, `  … and ${total - listed.length} more`] : lines;
};
