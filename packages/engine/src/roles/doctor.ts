import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from '../../../../tools/chromium.mjs';
import { installProblem } from '../../../../tools/install.mjs';
import { lockHolder } from '../../../../tools/lock-file.mjs';
import { storefrontBuildProblem } from '../../../../tools/storefront-build.mjs';
import { dataDirOf, port } from '../platform/config.ts';
import { prepareDataDir } from '../platform/embedded/files.ts';
import { isPortTaken } from '../platform/embedded/ports.ts';
import { postgresPrograms } from '../platform/embedded/postgres-home.ts';
import { findRedis } from '../platform/embedded/redis-program.ts';
import { examinePostgres, examineRedis, type ServerReport } from '../platform/external-servers.ts';
import { shopLock } from './stores.ts';

/** One thing looked at. `wrong` keeps the shop from starting; a `note` does not. */
export type Finding = { state: 'fine' | 'note' | 'wrong'; what: string; mend?: string };

type Surroundings = { projectRoot: string; env: NodeJS.ProcessEnv; dataDir: string };

/** Looks at everything that `npm start` and `npm test` need, and changes nothing but the data folder's existence. */
export const examine = async (at: { projectRoot: string; env: NodeJS.ProcessEnv }): Promise<Finding[]> => {
  const surroundings = { ...at, dataDir: dataDirOf(at.env, at.projectRoot) };
  const checks = [node, packages, dataFolder, ports, postgres, redis, locks, storefront, chromium];
  const findings: Finding[] = [];
  for (const check of checks) {
    try {
      findings.push(...[await check(surroundings)].flat());
    } catch (error) {
      findings.push({ state: 'wrong', what: error instanceof Error ? error.message : String(error) });
    }
  }
  return findings;
};

const node = (): Finding => ({
  state: 'fine',
  what: `Node ${process.version} on ${process.platform}-${process.arch}`,
});

const packages = ({ projectRoot }: Surroundings): Finding => {
  const problem = installProblem(projectRoot);
  return problem === undefined
    ? { state: 'fine', what: 'Packages are complete and current' }
    : { state: 'wrong', what: `Packages: ${problem}`, mend: '`npm start` or `npm test` installs them' };
};

const dataFolder = async ({ dataDir }: Surroundings): Promise<Finding> => {
  await prepareDataDir(dataDir);
  return { state: 'fine', what: `The data folder ${dataDir} can be written and has room` };
};

const ports = async ({ env, dataDir }: Surroundings): Promise<Finding[]> => {
  const running = lockHolder(shopLock(dataDir));
  const wanted = [
    { variable: 'CARTWRIGHT_STOREFRONT_PORT', fallback: 3_000 },
    { variable: 'CARTWRIGHT_API_PORT', fallback: 4_000 },
    ...(env.CARTWRIGHT_PROJECTOR_PORT ? [{ variable: 'CARTWRIGHT_PROJECTOR_PORT', fallback: 4_001 }] : []),
  ];
  return Promise.all(
    wanted.map(async ({ variable, fallback }): Promise<Finding> => {
      const number = port(env, variable, fallback);
      if (!(await isPortTaken(number)))
        return { state: 'fine', what: `Port ${number} (${variable}) is free` };
      if (running !== undefined)
        return { state: 'fine', what: `Port ${number} (${variable}) is in use while the shop runs` };
      return {
        state: 'wrong',
        what: `Port ${number} (${variable}) is taken by another program`,
        mend: `stop that program, or set ${variable} to a free port`,
      };
    }),
  );
};

const postgres = async ({ env }: Surroundings): Promise<Finding[]> => {
  const url = env.DATABASE_URL;
  if (url) return reported(await examinePostgres(url));
  const program = join(await postgresPrograms(), 'postgres');
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return [{ state: 'fine', what: `Embedded ${stdout.trim()}` }];
  } catch (error) {
    return [
      {
        state: 'wrong',
        what: `The embedded PostgreSQL does not run: ${error instanceof Error ? error.message : String(error)}`,
        mend: 'delete node_modules and run `npm start`, or set DATABASE_URL to a PostgreSQL 15 or newer',
      },
    ];
  }
};

const redis = async ({ env, dataDir }: Surroundings): Promise<Finding[]> => {
  const url = env.REDIS_URL;
  if (url) return reported(await examineRedis(url));
  const found = await findRedis(dataDir);
  if (found !== undefined) return [{ state: 'fine', what: `Redis ${found.version} (${found.path})` }];
  const canFetch = (await stat('/usr/bin/apt-get').catch(() => undefined)) !== undefined;
  return canFetch
    ? [{ state: 'note', what: 'No Redis is installed; the first start fetches one from the distribution' }]
    : [
        {
          state: 'wrong',
          what: 'No Redis or Valkey of version 7 or newer is installed',
          mend: 'install one (redis or valkey), or set REDIS_URL to a server',
        },
      ];
};

const reported = ({ about, problem, warnings }: ServerReport): Finding[] =>
  problem !== undefined
    ? [{ state: 'wrong', what: about, mend: problem }]
    : [
        { state: 'fine', what: about },
        ...warnings.map((mend): Finding => ({ state: 'note', what: about, mend })),
      ];

const locks = async ({ projectRoot, dataDir }: Surroundings): Promise<Finding[]> => {
  const named = [
    { path: shopLock(dataDir), holds: 'runs on the data folder' },
    { path: join(projectRoot, '.cartwright', 'install.lock'), holds: 'is installing packages' },
    { path: join(projectRoot, '.cartwright', 'storefront-build.lock'), holds: 'is building the storefront' },
  ];
  const findings = await Promise.all(
    named.map(async ({ path, holds }): Promise<Finding[]> => {
      const holder = lockHolder(path);
      if (holder !== undefined) return [{ state: 'note', what: `The process ${holder.pid} ${holds}` }];
      const left = await stat(path).catch(() => undefined);
      return left === undefined
        ? []
        : [{ state: 'note', what: `${path} was left by a killed run; the next one takes it over` }];
    }),
  );
  const found = findings.flat();
  return found.length > 0 ? found : [{ state: 'fine', what: 'Nothing is locked' }];
};

const storefront = ({ projectRoot }: Surroundings): Finding => {
  const problem = storefrontBuildProblem(projectRoot);
  return problem === undefined
    ? { state: 'fine', what: 'The storefront is built' }
    : { state: 'note', what: `The next start builds the storefront: ${problem}` };
};

const chromium = (): Finding => {
  const found = findChromium();
  return found !== undefined
    ? { state: 'fine', what: `Chromium for the browser tests (${found})` }
    : {
        state: 'note',
        what: 'No Chromium was found; only `npm test` needs one',
        mend: 'install chromium, or set CARTWRIGHT_CHROMIUM to the path of a Chrome or Chromium',
      };
};
