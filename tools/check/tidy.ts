/** Looks over every file that git has or would add, and proves on the known-bad fixture that each rule can fail. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { knownBadProblems } from './known-bad.ts';
import { PROJECT, report } from './report.ts';
import { type SourceFile, tidyProblems, tidyRuleNames } from './tidy-rules.ts';

const KNOWN_BAD = `${PROJECT}/test/fixtures/known-bad/tidy`;
// These spell out what is forbidden.
const EXCEPT = /^(test\/fixtures\/known-bad\/|tools\/check\/tidy-rules\.ts$)/;
const TEXT = /\.(ts|tsx|mts|mjs|cjs|js|json|jsonc|md|sql|lua|css|sh|yml|yaml|html|txt)$|(^|\/)[^.]*$/;
const FILE_BYTES_MAX = 5_000_000;
const FILES_MIN = 50;

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: PROJECT,
  encoding: 'utf8',
  maxBuffer: 64 * 1_048_576,
});
const files: SourceFile[] = listed
  .split('\0')
  .filter((path) => path !== '' && TEXT.test(path) && !EXCEPT.test(path))
  .filter((path) => existsSync(`${PROJECT}/${path}`) && statSync(`${PROJECT}/${path}`).size < FILE_BYTES_MAX)
  .map((path) => ({ path, text: readFileSync(`${PROJECT}/${path}`, 'utf8') }));

// They are called `<path>.txt`, so that no other tool takes them for code.
const knownBad: SourceFile[] = globSync('**/*.*.txt', { cwd: KNOWN_BAD }).map((path) => ({
  path: path.replace(/\.txt$/, ''),
  text: readFileSync(`${KNOWN_BAD}/${path}`, 'utf8'),
}));

report({
  problems: [
    ...tidyProblems(files),
    ...(files.length < FILES_MIN ? [`only ${files.length} files were looked at`] : []),
    ...knownBadProblems({
      folder: KNOWN_BAD,
      found: tidyProblems(knownBad).map((problem) => problem.split(' ').slice(0, 2).join(' ')),
      rules: tidyRuleNames(),
    }),
  ],
  summary: `${files.length} files, ${tidyRuleNames().length} rules, each seen to fail`,
});
