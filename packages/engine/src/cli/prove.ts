import { access, constants, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { currencyOf, dataDirOf } from '../platform/config.ts';
import type { Figures } from '../prove/figures.ts';
import { checkHistory } from '../prove/history/check.ts';
import { readHistory, writeHistory } from '../prove/history/file.ts';
import { BUYERS_MAX, type Proof, type ProofHooks, prove, UNITS_MAX } from '../prove/index.ts';
import type { ProofOptions } from '../prove/plan.ts';
import { type Servers, startServers } from '../prove/servers.ts';
import { findingLines, type Verdict, verdictText } from '../prove/verdict.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { INTERRUPTED, untilTold } from './until-told.ts';
import { withDatabase } from './with-stores.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const ENGINES_MAX = 8;

type Given = {
  buyers: number;
  units: number;
  seed: string;
  kill: boolean;
  sale: boolean;
  engines: number;
  spread?: number;
  patience: number;
  url?: string[];
  ledger?: string;
  keep: boolean;
  history?: string;
  check?: string;
  json: boolean;
};

/** `prove`: many buyers for a few units, processes killed in the middle, and what came of it checked. */
export const register = (program: Command): void => {
  program
    .command('prove')
    .description(
      'Prove that nothing is oversold, lost or doubled: buyers press for a few units, and all is checked',
    )
    .option('--buyers <n>', 'how many come', wholeOf(1, BUYERS_MAX), 1_000)
    .option('--units <n>', 'how many units there are', wholeOf(1, UNITS_MAX), 100)
    .option('--seed <text>', 'the same text gives the same buyers and kills', 'cartwright')
    .option('--kill', 'kill engine, Redis, PostgreSQL and projector in turn meanwhile', false)
    .option('--sale', 'through the claims of a sale, instead of carts and direct orders', false)
    .option('--engines <n>', `engines on one database, 1 to ${ENGINES_MAX}`, wholeOf(1, ENGINES_MAX), 1)
    .option('--spread <seconds>', 'over how long buyers come; what fits when missing', wholeOf(1, 86_400))
    .option('--patience <seconds>', 'how long a request without an answer is repeated', wholeOf(1, 3_600), 90)
    .option('--url <urls...>', 'a running shop’s engines, instead of servers of its own', urlsOf)
    .option('--ledger <url>', 'the test payment provider of that shop', urlOf)
    .option('--keep', 'leave the folder of its own servers behind', false)
    .option('--history <file>', 'write every request and its answer as JSON lines')
    .option('--check <file>', 'check such a history alone, and start nothing')
    .option('--json', 'print the verdict as JSON', false)
    .addHelpText('after', HELP)
    .action(async (given: Given) => {
      const code = given.check === undefined ? await run(given) : await check(given.check, given);
      // At once: connections that are kept open to the shop are of no use any more.
      process.exit(code);
    });
};

const HELP = `
Without --url it starts PostgreSQL, Redis, a payment provider, engines and a projector in a folder of their own, and
removes them afterwards. With --url it goes against a running shop, whose database it finds as other commands do
(DATABASE_URL, or the shop on the data folder); its goods become drafts afterwards, its orders stay.

Ctrl-C ends it after the buyers under way, and checks those. A second one ends it and its servers at once, and leaves
their folder behind.
Exit code: 0 when every promise was kept, 1 when one was broken, 130 when it was stopped and all is right so far.`;

const run = async (given: Given): Promise<number> => {
  if (given.history !== undefined) await writable(given.history);
  const stopping = untilTold(() => tell('\nStopping after the buyers under way. Ctrl-C again ends at once.'));
  const { buyers, units, seed, kill, sale } = given;
  const options = {
    ...{ buyers, units, seed, kill, sale },
    spreadSeconds: given.spread,
    patienceMs: given.patience * 1_000,
    currency: currencyOf(process.env),
  };
  const hooks: ProofHooks = {
    stopping,
    say: tell,
    onProgress: (figures, elapsedMs) => tell(progressText(figures, elapsedMs)),
  };
  const proof = await (given.url === undefined
    ? onOwn(given, options, hooks)
    : onGiven(given, options, hooks));
  if (given.history !== undefined) await writeHistory(resolve(given.history), proof.history);
  const { verdict } = proof;
  say(given.json ? JSON.stringify(verdict, null, 2) : `\n${verdictText(verdict)}`);
  return exitCodeOf(verdict);
};

const exitCodeOf = ({ findings, stopped }: Verdict): number =>
  findings.total > 0 ? 1 : stopped ? INTERRUPTED : 0;

type Options = ProofOptions & { currency: string };

const onOwn = async ({ engines, keep }: Given, options: Options, hooks: ProofHooks): Promise<Proof> => {
  tell('Starting servers for the proof');
  const servers = await startServers({ engines, keep, log: tell, signal: hooks.stopping });
  try {
    return await prove(servers, options, hooks);
  } finally {
    await servers.stop();
    if (keep) tell(`Its data and logs are in ${servers.folder}`);
  }
};

const onGiven = async (
  { url = [], ledger, ...given }: Given,
  options: Options,
  hooks: ProofHooks,
): Promise<Proof> => {
  if (given.kill)
    throw new ExpectedError(
      '--kill needs servers of its own: leave --url out, or end the processes yourself meanwhile.',
    );
  const ledgerUrl = ledger ?? (await knownLedger());
  return withDatabase(
    'prove',
    (_, { DATABASE_URL }) => {
      const servers: Servers = { urls: url, databaseUrl: DATABASE_URL, ledgerUrl, own: false };
      return prove(servers, options, hooks);
    },
    { handlesSignals: true },
  );
};

const LEDGER_MS = 3_000;

/** The provider that the environment names, or that of the shop on the data folder, if it answers. */
const knownLedger = async (): Promise<string | undefined> => {
  const noted = await readFile(
    join(dataDirOf(process.env, PROJECT_ROOT), 'payment-provider-port'),
    'utf8',
  ).catch(() => '');
  const url =
    process.env.CARTWRIGHT_PAYMENT_PROVIDER_URL ||
    (noted.trim() === '' ? '' : `http://127.0.0.1:${noted.trim()}`);
  if (url === '') return undefined;
  try {
    const answer = await fetch(new URL('/v1/ledger?limit=1', url), {
      signal: AbortSignal.timeout(LEDGER_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? url : undefined;
  } catch {
    return undefined;
  }
};

const check = async (file: string, { json }: Given): Promise<number> => {
  const history = await readHistory(resolve(file));
  const { findings, unsoldWhileSoldOut } = checkHistory(history);
  if (json) say(JSON.stringify({ calls: history.calls.length, unsoldWhileSoldOut, findings }, null, 2));
  else {
    say(
      `${history.calls.length} requests; ${unsoldWhileSoldOut} units at most unsold while somebody was told “sold out”\n`,
    );
    for (const line of findingLines({ total: findings.length, listed: findings })) say(line);
  }
  return findings.length > 0 ? 1 : 0;
};

const progressText = (figures: Figures, elapsedMs: number): string =>
  `  ${(elapsedMs / 1_000).toFixed(0).padStart(3)} s, ${figures.attempts} attempts, ${figures.confirmed} confirmed, ${figures.soldOut} sold out, ${figures.throttled} throttled, ${figures.failed} failed`;

const writable = async (file: string): Promise<void> => {
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((error: Error) => {
    throw new ExpectedError(`The history cannot be written to ${file}: ${error.message}`);
  });
  if ((await stat(resolve(file)).catch(() => undefined))?.isDirectory())
    throw new ExpectedError(`The history cannot be written to ${file}: it is a folder.`);
};

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an address such as http://localhost:4000.');
}

function urlsOf(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), urlOf(text)];
}

function wholeOf(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
