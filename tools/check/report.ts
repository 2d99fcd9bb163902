import { resolve } from 'node:path';

/** The folder of the project, without a slash at its end. */
export const PROJECT = resolve(import.meta.dirname, '../..');

/** Ends a check: prints each problem and fails the process, or says in a line what was looked at. */
export const report = (result: { problems: string[]; summary: string }): void => {
  for (const problem of result.problems) console.error(problem);
  if (result.problems.length === 0) console.log(result.summary);
  else process.exitCode = 1;
};
