import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { NotRun } from '../core/case.ts';

/** Where one of PostgreSQL's client programs is, or that there is none. */
export const findProgram = (name: string): string | NotRun => {
  // Debian has Perl scripts of these names on the PATH that look for a cluster first: 60 ms.
  const debian = globSync(`/usr/lib/postgresql/*/bin/${name}`).toSorted().toReversed();
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return (
    [...debian, ...onPath].find((path) => existsSync(path)) ?? {
      notRun: `${name} is neither on the PATH nor in /usr/lib/postgresql; install PostgreSQL’s client programs`,
    }
  );
};
