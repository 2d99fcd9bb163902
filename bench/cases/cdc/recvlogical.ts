/** The limit of a reader of changes: PostgreSQL's own `pg_recvlogical`, which decodes nothing and keeps nothing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { NotRun } from '../../core/case.ts';
import { findProgram } from '../postgres-programs.ts';
import type { Wal } from './wal.ts';

const PROGRAM = 'pg_recvlogical';
const DEADLINE_MS = 300_000;

/** Reads a stretch to nowhere. The seconds have the start of the program in them, a few hundredths. */
export type ReadToNowhere = (wal: Wal) => Promise<{ seconds: number }>;

/** Finds the program, or says why there is none. */
export const findRecvlogical = (): ReadToNowhere | NotRun => {
  const program = findProgram(PROGRAM);
  return typeof program === 'string' ? (wal) => readWith(program, wal) : program;
};

const readWith = async (program: string, wal: Wal): Promise<{ seconds: number }> => {
  const url = new URL(wal.databaseUrl);
  const startedAt = performance.now();
  await promisify(execFile)(
    program,
    [
      ...['--start', '--no-loop', '--file=/dev/null', `--slot=${wal.slot}`, `--endpos=${wal.endLsn}`],
      ...['--option=proto_version=1', `--option=publication_names="${wal.publication}"`],
      ...[`--host=${url.hostname}`, `--port=${url.port}`, `--dbname=${url.pathname.slice(1)}`],
      ...[`--username=${decodeURIComponent(url.username)}`, '--no-password'],
    ],
    { timeout: DEADLINE_MS, env: { PATH: process.env.PATH, PGPASSWORD: decodeURIComponent(url.password) } },
  );
  return { seconds: (performance.now() - startedAt) / 1_000 };
};
