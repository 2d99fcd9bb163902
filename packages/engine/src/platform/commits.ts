import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lsn } from './cdc/lsn.ts';

/** What one request has committed: the end of PostgreSQL's log right after its last commit. */
export type Commits = { lsn: Lsn | undefined };

const current = new AsyncLocalStorage<Commits>();

/** Runs `work` so that what it commits is noted in `commits`, whatever it calls. */
export const notingCommits = <T>(commits: Commits, work: () => T): T => current.run(commits, work);

/** Notes a commit for whoever wants to know of it. */
export const noteCommit = (lsn: Lsn | undefined): void => {
  const commits = current.getStore();
  if (commits === undefined || lsn === undefined) return;
  if (commits.lsn === undefined || lsn > commits.lsn) commits.lsn = lsn;
};
