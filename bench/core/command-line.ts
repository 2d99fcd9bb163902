import { parseArgs } from 'node:util';
import { SIZE_MAX } from '../../packages/engine/src/demo/index.ts';
import { ExpectedError } from '../../packages/engine/src/shared/expected-error.ts';
import type { BenchCase } from './case.ts';

export type Wanted = {
  /** In the order of the table; all of them when none was named. */
  cases: readonly BenchCase[];
  /** The names that were given. */
  only: readonly string[];
  quick: boolean;
  /** Products; undefined for what each case has. */
  size: number | undefined;
  publish: boolean;
};

/** Reads the arguments; `help` and `list` are texts to print, and nothing is run then. Throws `ExpectedError`. */
export const readCommandLine = (
  args: readonly string[],
  cases: readonly BenchCase[],
): { print: string } | { run: Wanted } => {
  const { values, positionals } = parse(args);
  if (values.help) return { print: helpOf(cases) };
  if (values.list) return { print: listOf(cases) };
  const unknown = positionals.filter((name) => !cases.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new ExpectedError(`There is no case ${unknown.join(', ')}. There are:\n${listOf(cases)}`);
  if (values.publish && values.quick)
    throw new ExpectedError('A quick run is none to publish. Leave out --quick.');
  if (values.publish && positionals.length > 0)
    throw new ExpectedError('The README shows all cases. Name none with --publish.');
  return {
    run: {
      cases: positionals.length === 0 ? cases : cases.filter(({ name }) => positionals.includes(name)),
      only: positionals,
      quick: values.quick,
      size: values.size === undefined ? undefined : sizeOf(values.size),
      publish: values.publish,
    },
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        size: { type: 'string' },
        publish: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExpectedError(`${reason} (\`npm run bench -- --help\` lists what there is)`, { cause });
  }
};

const sizeOf = (text: string): number => {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= SIZE_MAX) return size;
  throw new ExpectedError(`--size takes a whole number of products from 1 to ${SIZE_MAX}, not “${text}”.`);
};

const listOf = (cases: readonly BenchCase[]): string => {
  const width = Math.max(...cases.map(({ name }) => name.length));
  return cases.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`).join('\n');
};

const helpOf = (cases: readonly BenchCase[]): string => `
Usage: npm run bench -- [cases] [options]

Measures how close Cartwright comes to what this machine can do, on servers of its own, and writes the results into
bench/results/. Durability is on. Nothing else should run meanwhile.

Cases, all of them when none is named:
${listOf(cases)}

Options:
  --quick     few and short rounds, for a first look; small catalogues
  --size <n>  products in the catalogue, instead of what each case has
  --publish   put the table into the README too
  --list      list the cases
`;
