/**
 * Who may import whom. `main → cli → roles → http → processes → module doors → domain → shared`; commands, queries
 * and projections also use `platform`; the apps know only the contract. `import type` counts like any other.
 * The folder test/fixtures/known-bad breaks each of these rules once, and `npm run check` asserts that every
 * rule notices.
 */
const engine = '^packages/engine/src/';
const module_ = `${engine}modules/[^/]+`;
/** The last is the protocol between the payment module and the test provider, a process that loads no module. */
const door = [
  `${module_}(/(index|events))?\\.ts$`,
  `${engine}modules/payment/provider/test-provider-api\\.ts$`,
];
const contract = '^packages/contract/src/';
/** Libraries that only compute: a decision may use them. */
const pureLibraries = '(^|/)node_modules/(@types/)?sanitize-html/';

/** A layer may only import from the folders of the engine that are listed. */
const layer = (name, folder, mayImport) => ({
  name: `${name}-imports-only-what-is-below`,
  severity: 'error',
  from: { path: `${engine}${folder}` },
  to: { path: engine, pathNot: mayImport.map((path) => `${engine}${path}`) },
});

module.exports = {
  forbidden: [
    layer('shared', 'shared/', ['shared/']),
    layer('platform', 'platform/', ['platform/', 'shared/']),
    layer('modules', 'modules/', ['modules/', 'platform/', 'shared/']),
    layer('processes', 'processes/', ['processes/', 'modules/', 'platform/', 'shared/']),
    layer('http', 'http/', ['http/', 'processes/', 'modules/', 'platform/', 'shared/']),
    layer('demo', 'demo/', ['demo/', 'modules/', 'platform/', 'shared/']),
    layer('replay', 'replay/', ['replay/', 'modules/', 'platform/', 'shared/']),
    layer('prove', 'prove/', ['prove/', 'replay/', 'modules/', 'platform/', 'shared/']),
    layer('roles', 'roles/', ['roles/', 'http/', 'processes/', 'demo/', 'modules/', 'platform/', 'shared/']),
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: {},
      to: { path: `${engine}main\\.ts$` },
    },
    {
      name: 'modules-are-entered-by-their-door',
      comment:
        'From outside, only index.ts and events.ts (or the file that is the whole module) may be imported.',
      severity: 'error',
      from: { pathNot: `${engine}modules/` },
      to: { path: `${engine}modules/`, pathNot: door },
    },
    {
      name: 'modules-meet-at-their-doors',
      severity: 'error',
      from: { path: `${engine}modules/([^/]+)/` },
      to: { path: `${engine}modules/`, pathNot: [`${engine}modules/$1/`, ...door] },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Decisions take data and give data: no store, no network, no clock, no other module but its events.',
      severity: 'error',
      from: { path: `${engine}modules/([^/]+)/domain(/|\\.ts$)` },
      to: {
        pathNot: [
          `${engine}modules/$1/domain(/|\\.ts$)`,
          `${module_}/events\\.ts$`,
          `${engine}shared/`,
          contract,
          pureLibraries,
        ],
      },
    },
    {
      name: 'events-are-a-language',
      comment:
        'What a module publishes is types over shared words; whoever reads it must not get the module too.',
      severity: 'error',
      from: { path: `${module_}/events\\.ts$` },
      to: { pathNot: [`${module_}/events\\.ts$`, `${engine}shared/`, contract] },
    },
    {
      name: 'queries-never-import-commands',
      severity: 'error',
      from: { path: `${module_}/queries(/|\\.ts$)` },
      to: { path: `${module_}/commands(/|\\.ts$)` },
    },
    {
      name: 'shared-has-no-io',
      severity: 'error',
      from: { path: `${engine}shared/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-knows-no-node-and-no-engine',
      comment: 'It runs in browsers too, and is all that a client needs.',
      severity: 'error',
      from: { path: contract },
      to: { pathNot: [contract, '(^|/)node_modules/typebox/'] },
    },
    {
      name: 'apps-know-only-the-contract',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: ['^apps/$1/', `${contract}index\\.ts$`] },
    },
    {
      name: 'nobody-imports-an-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that the cruise cannot follow is an edge that no rule sees.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '(^|/)\\.next/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
