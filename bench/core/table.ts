/** A run as Markdown, for people; everything in it is in the JSON too. */
import { switchedOff } from './environment.ts';
import { FULL_ROUNDS_MIN } from './pace.ts';
import { type CaseFigures, type CaseResult, LIMIT_SPREAD_MAX, type Run } from './results.ts';

const COLUMNS = [
  'case',
  'ours',
  'limit',
  'ours ÷ limit',
  'target',
  'stretch',
  'reached',
  'spread, ours / limit',
  'p50 / p99 / p99.9 at a rate',
  'CPU per request',
];

/** The table of a run and, below it, what it was measured on. */
export const tableOf = (run: Run): string =>
  [...gridOf([COLUMNS, ...run.cases.map(cellsOf)]), '', ...notesOf(run).map((note) => `- ${note}`)].join(
    '\n',
  );

const cellsOf = (result: CaseResult): string[] => {
  if ('notRun' in result)
    return [result.title, `not run: ${result.notRun}`, ...COLUMNS.slice(2).map(() => '–')];
  const { goal, latency } = result;
  const isRatio = goal.of === 'ratio';
  const sign = goal.is === 'at-least' ? '≥' : '≤';
  const goalText = (value: number): string =>
    `${sign} ${isRatio ? value : `${figure(value)} ${result.unit}`}`;
  return [
    `${result.title}, ${figure(result.products)} products`,
    `${figure(result.ours)} ${result.unit}`,
    result.limit === null ? '–' : `${figure(result.limit)} (${result.limitIs})`,
    result.ratio === null ? '–' : result.ratio.toFixed(2),
    goalText(goal.target),
    goalText(goal.stretch),
    `${result.reached}${result.flagged ? ' (limit moved)' : ''}`,
    `${percent(result.spread)} / ${result.limitSpread === null ? '–' : percent(result.limitSpread)}`,
    latency === null
      ? '–'
      : `${[latency.p50Ms, latency.p99Ms, latency.p999Ms].map(figure).join(' / ')} ms at ${figure(latency.offeredPerSecond)}/s${lossOf(latency)}`,
    cpuText(result.cpuMicrosPerRequest),
  ];
};

const lossOf = ({ dropped, unanswered }: { dropped: number; unanswered: number }): string =>
  dropped + unanswered === 0 ? '' : `, ${figure(dropped)} dropped, ${figure(unanswered)} unanswered`;

const cpuText = (cpu: CaseFigures['cpuMicrosPerRequest']): string =>
  cpu === null
    ? '–'
    : Object.entries(cpu)
        .map(([name, micros]) => `${name} ${figure(micros)} µs`)
        .join(', ');

const notesOf = (run: Run): string[] => {
  const { machine, versions, durability } = run;
  const off = switchedOff(durability);
  const rounds = run.cases.flatMap((result) => ('notRun' in result ? [] : result.rounds));
  const fewest = Math.min(FULL_ROUNDS_MIN, ...rounds);
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}; the load generator runs on the same machine; its load in the minute before was ${run.loadBefore}`,
    `Node ${versions.node}, PostgreSQL ${versions.postgres}, Redis ${versions.redis}`,
    `PostgreSQL: fsync ${durability.fsync}, synchronous_commit ${durability.synchronous_commit}, full_page_writes ${durability.full_page_writes}; Redis: appendonly ${durability.appendonly}, appendfsync ${durability.appendfsync}, save “${durability.save}”`,
    ...(off.length > 0
      ? [`**Durability is switched off** (${off.join(', ')}): these are not Cartwright’s figures`]
      : []),
    `${run.date.slice(0, 10)}, commit ${run.commit}${run.dirty ? ' with changes that are not committed' : ''}`,
    ...(run.quick || fewest < FULL_ROUNDS_MIN
      ? [
          `**A quick run** of ${fewest} short rounds, where ${FULL_ROUNDS_MIN} are the rule: good for a first look only`,
        ]
      : []),
    `Limit and ours by turns; medians of the rounds, spread is (max − min) ÷ median; “limit moved” by more than ${percent(LIMIT_SPREAD_MAX)}: the figure wants another run`,
    'Latency is from an open loop with Poisson arrivals, counted from the intended time of sending',
  ];
};

/** Columns padded to one width, as the formatter of this project has them. */
const gridOf = ([head = [], ...body]: readonly (readonly string[])[]): string[] => {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...body].map((cells) => cells[column]?.length ?? 0)),
  );
  const row = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...body.map(row)];
};

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

/** 12,345 or 1.23: as many digits as are worth reading. */
const figure = (value: number): string =>
  value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : Number(value.toPrecision(3)).toLocaleString('en-US');
