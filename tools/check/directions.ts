/**
 * Who imports whom (.dependency-cruiser.cjs). A checker that sees nothing finds nothing wrong, and
 * dependency-cruiser 18.7 does see nothing when `typescript` is TypeScript 7. So this also asserts that every
 * source file was cruised, and that the known-bad fixture breaks every rule exactly where it should.
 */
import { globSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { knownBadProblems } from './known-bad.ts';
import { PROJECT, report } from './report.ts';

const FOLDERS = '{packages,apps}/*/src';
const KNOWN_BAD = `${PROJECT}/test/fixtures/known-bad/directions`;
const SOURCES_MIN = 40;

const options = await extractDepcruiseOptions(`${PROJECT}/.dependency-cruiser.cjs`);
const rules = (options.ruleSet?.forbidden ?? []).map((rule) => rule.name ?? '');

const cruiseIn = async (folder: string) => {
  // What it reports is relative to the folder it runs in.
  process.chdir(folder);
  const { output } = await cruise(globSync(FOLDERS), { ...options, baseDir: folder });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with a text');
  return {
    violations: output.summary.violations
      .map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
      .toSorted(),
    seen: new Set(output.modules.map((module) => module.source)),
  };
};

const knownBad = await cruiseIn(KNOWN_BAD);
const house = await cruiseIn(PROJECT);
const sources = globSync(`${FOLDERS}/**/*.{ts,tsx}`);

report({
  problems: [
    ...house.violations,
    ...sources
      .filter((path) => !house.seen.has(path))
      .map((path) => `${path} was not cruised, so no rule holds for it`),
    ...(sources.length < SOURCES_MIN ? [`only ${sources.length} source files were found`] : []),
    ...knownBadProblems({ folder: KNOWN_BAD, found: knownBad.violations, rules }),
  ],
  summary: `${sources.length} files, ${rules.length} rules, each seen to fail`,
});
