/** What a replay came to: as data, and as a text. */
import type { RecordableHistogram } from 'node:perf_hooks';
import type { Checked } from './check/index.ts';
import type { Figures } from './figures.ts';
import type { Findings } from './findings.ts';

/** Milliseconds; null when nothing was measured. */
export type Latency = { count: number; p50: number; p95: number; p99: number; max: number } | null;

export type Report = Omit<Figures, 'checkoutUs' | 'walkUs' | 'reached'> & {
  /** What it was started with. */
  options: Record<string, unknown>;
  reached: string | null;
  /** Whether it was told to stop before the log was over. */
  stopped: boolean;
  seconds: number;
  ordersPerSecond: number;
  checkoutMs: Latency;
  walkMs: Latency;
  checked: Checked;
  findings: { total: number; listed: readonly string[] };
};

export const reportOf = (from: {
  options: Record<string, unknown>;
  figures: Figures;
  findings: Findings;
  checked: Checked;
  elapsedMs: number;
  stopped: boolean;
}): Report => {
  const { checkoutUs, walkUs, reached, ...counts } = from.figures;
  const seconds = from.elapsedMs / 1_000;
  return {
    options: from.options,
    ...counts,
    reached: reached?.toISOString() ?? null,
    stopped: from.stopped,
    seconds: rounded(seconds),
    ordersPerSecond: rounded(counts.placed / seconds),
    checkoutMs: latencyOf(checkoutUs),
    walkMs: latencyOf(walkUs),
    checked: from.checked,
    findings: { total: from.findings.total, listed: from.findings.listed },
  };
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

const latencyOf = (histogram: RecordableHistogram): Latency => {
  if (histogram.count === 0) return null;
  const ms = (us: number): number => rounded(us / 1_000);
  return {
    count: histogram.count,
    p50: ms(histogram.percentile(50)),
    p95: ms(histogram.percentile(95)),
    p99: ms(histogram.percentile(99)),
    max: ms(histogram.max),
  };
};

/** One line on how far a replay has come. */
export const progressText = (figures: Figures, elapsedMs: number): string => {
  const refused = Object.values(figures.refused).reduce((sum, count) => sum + count, 0);
  const reached = figures.reached?.toISOString().slice(0, 16).replace('T', ' ') ?? '–';
  const p95 = latencyOf(figures.checkoutUs)?.p95;
  return [
    `  ${reached}`,
    `${figures.walks} baskets`,
    `${figures.placed} orders`,
    `${refused} refused`,
    `${(figures.placed / (elapsedMs / 1_000)).toFixed(1)} orders/s`,
    `p95 ${p95 === undefined ? '–' : `${Math.round(p95)} ms`}`,
  ].join(', ');
};

/** The report for whoever started it. */
export const reportText = (report: Report): string => {
  const { log, checked, findings } = report;
  const rows: [string, string][] = [
    ['Log', `${log.lines} lines${named(log.skippedLines, 'not in a basket')}`],
    [
      'Baskets',
      `${log.baskets} read, ${log.split} split, ${sum(log.leftOut)} left out${named(log.leftOut)}; ${report.walks} carts`,
    ],
    [
      'Orders',
      `${report.placed} placed: ${report.confirmed} confirmed, ${report.inReview} in review, ${report.declined} declined, ${report.undecided} undecided`,
    ],
    ['', `${report.paidWithAnother} of them declined first and paid with another card`],
    ['Refused', `${sum(report.refused)}${named(report.refused)}; ${report.gaveUp} without an answer`],
    ['Abandoned', `${report.abandoned} carts`],
    ['Sent twice', `${report.sentTwice} checkouts; ${report.replayed} answers were replays`],
    [
      'Cancelled',
      `${report.cancelled} orders; nothing to cancel for ${report.nothingToCancel} SKUs; ${sum(report.cancelRefused)} refused${named(report.cancelRefused)}`,
    ],
    ['Retried', `${sum(report.retried)} calls${named(report.retried)}`],
    ['Speed', `${report.ordersPerSecond} orders/s over ${report.seconds} s`],
    ['Checkout', latencyText(report.checkoutMs)],
    ['Whole walk', latencyText(report.walkMs)],
    [
      'Checked',
      `${checked.orders} orders with ${checked.lines} lines (${checked.unheardOf} without an answer), ${checked.keys} keys, ${checked.skus} SKUs`,
    ],
    ['', `confirmed orders come to ${checked.confirmedTotal}, captured ${checked.captured} (minor units)`],
  ];
  const verdict =
    findings.total === 0
      ? report.walks === 0
        ? 'No basket was in range, so there was nothing to check.'
        : 'Everything adds up.'
      : [
          `OFF: ${findings.total}`,
          ...findings.listed.map((text) => `  ${text}`),
          ...(findings.total > findings.listed.length
            ? [`  … and ${findings.total - findings.listed.length} more`]
            : []),
        ].join('\n');
  return [
    report.stopped ? 'Stopped' : 'Replayed',
    ...rows.map(([label, text]) => `  ${label.padEnd(11)} ${text}`),
    '',
    verdict,
  ].join('\n');
};

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const named = (counts: Record<string, number>, what = ''): string => {
  const parts = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`);
  if (parts.length === 0) return '';
  return ` (${what === '' ? '' : `${what}: `}${parts.join(', ')})`;
};

const latencyText = (latency: Latency): string =>
  latency === null
    ? 'nothing measured'
    : `p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms, max ${latency.max} ms`;
