import { readFileSync } from 'node:fs';

/**
 * Holds what a checker found in its known-bad fixture against the lines of the fixture's violations.txt: the
 * same finds, no more and no fewer, and at least one for each rule. Anything else means that the checker, not
 * the project, is broken.
 */
export const knownBadProblems = (fixture: { folder: string; found: string[]; rules: string[] }): string[] => {
  const expected = readFileSync(`${fixture.folder}/violations.txt`, 'utf8').trim().split('\n');
  return [
    ...expected
      .filter((line) => !fixture.found.includes(line))
      .map((line) => `the known-bad fixture should break a rule and does not: ${line}`),
    ...fixture.found
      .filter((line) => !expected.includes(line))
      .map((line) => `the known-bad fixture breaks a rule that its violations.txt does not list: ${line}`),
    ...fixture.rules
      .filter((name) => !expected.some((line) => line.startsWith(`${name}: `)))
      .map((name) => `no file of the known-bad fixture breaks the rule ${name}`),
  ];
};
