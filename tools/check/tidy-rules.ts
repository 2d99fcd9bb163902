/** A file of the project: its path from the project's folder, and its text. */
export type SourceFile = { path: string; text: string };

const LINES_MAX = 300;

/** What no linter here looks at. Each gives its finds as `rule: path:line what is wrong`. */
export const tidyProblems = (files: SourceFile[]): string[] => [
  ...files.flatMap((file) => lineRules.flatMap((rule) => findsOf(rule, file))),
  ...files.flatMap(tooLong),
  ...files.flatMap(scriptWithoutHeader),
  ...gapsAmongDecisions(files.map((file) => file.path)),
];

/** The names of all rules, so that the fixture can prove each of them. */
export const tidyRuleNames = (): string[] => [
  ...lineRules.map((rule) => rule.name),
  'file-too-long',
  'lua-without-header',
  'adr-number',
];

type LineRule = { name: string; files: RegExp; pattern: RegExp; message: string };

const CODE = /\.(ts|tsx|mts|mjs|cjs|js|sql|lua|css|sh)$/;
const lineRules: LineRule[] = [
  {
    name: 'left-over',
    files: CODE,
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: 'finish it, or open an issue',
  },
  {
    name: 'focused-test',
    files: /\.test\.tsx?$/,
    pattern: /\b(it|test|describe|suite)(\.\w+)*\.(only|skip|todo)\b/,
    message: 'every test runs, everywhere',
  },
  {
    name: 'type-escape',
    files: CODE,
    // Only where it is code: prose may say “as any other”.
    pattern: /\bas any(?=\s*([;,)\]}.|&]|$))|@ts-(ignore|nocheck)\b/,
    message: 'parse the value, or say what it is',
  },
  {
    name: 'machine-path',
    files: /./,
    pattern: /(?<![\w.])\/(home|Users)\/\w/,
    message: 'a path of one machine means nothing on another',
  },
  {
    name: 'registry-host',
    files: /(^|\/)package-lock\.json$/,
    pattern: /"resolved": "https?:/,
    message:
      'an address in the lock file ties every install to one registry: npm config set omit-lockfile-registry-resolved true',
  },
];

const findsOf = (rule: LineRule, file: SourceFile): string[] =>
  rule.files.test(file.path)
    ? file.text
        .split('\n')
        .flatMap((line, index) =>
          rule.pattern.test(line) ? [`${rule.name}: ${file.path}:${index + 1} ${rule.message}`] : [],
        )
    : [];

const tooLong = ({ path, text }: SourceFile): string[] => {
  const lines = text.split('\n').length - 1;
  return /^(packages|apps)\/[^/]+\/src\/.*\.tsx?$/.test(path) && lines > LINES_MAX
    ? [`file-too-long: ${path}:${lines} past ${LINES_MAX} lines it is two ideas: give each a file`]
    : [];
};

/** A Lua script opens with a comment that tells its keys, its arguments and its replies. */
const scriptWithoutHeader = ({ path, text }: SourceFile): string[] => {
  if (!path.endsWith('.lua')) return [];
  const header = /^(--.*\n)*/.exec(text)?.[0] ?? '';
  const missing = ['Keys', 'Args', 'Replies'].filter(
    (word) => !new RegExp(`^-- *${word}:`, 'm').test(header),
  );
  return missing.length === 0
    ? []
    : [`lua-without-header: ${path}:1 its opening comment does not tell ${missing.join(', ')}`];
};

/** ADRs are numbered 0001, 0002, … without a gap and without doubles: a gap is a decision that got lost. */
const gapsAmongDecisions = (paths: string[]): string[] =>
  paths
    .filter((path) => /^docs\/adr\/[^/]+\.md$/.test(path) && !path.endsWith('/README.md'))
    .toSorted()
    .flatMap((path, index) => {
      const number = String(index + 1).padStart(4, '0');
      return path.startsWith(`docs/adr/${number}-`)
        ? []
        : [`adr-number: ${path}:1 the next number after the one before it is ${number}`];
    });
