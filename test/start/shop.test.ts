import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { admin, createClient } from '@cartwright/contract';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, isPortTaken } from '../../packages/engine/src/platform/embedded/ports.ts';
import { until } from '../support/until.ts';
import { cartwright, cartwrightResult, childOf, type RunningCommand } from './command.ts';
import { testFolder } from './folder.ts';

const START_MS = 120_000;

test('one command leads from an empty folder to a shop that answers, and survives being killed', {
  timeout: 4 * START_MS,
}, async () => {
  const at = await surroundings();
  const first = cartwright(['start'], at.env);
  await first.untilSaid('Ready in', START_MS);
  expect(first.said()).toContain(at.storefrontUrl);
  expect(first.said()).toContain(`${at.apiUrl}/docs`);
  const shop = await lookAt(at);
  expect(shop.storefront).toBe(200);
  expect(shop.products).toBeGreaterThan(0);
  const key = await readFile(join(at.dataDir, 'staff-key'), 'utf8');
  expect(first.said()).toContain(key.trim());

  await expectProjectorToComeBack(first, { ...at, key: key.trim() });

  const second = await cartwrightResult(['start'], at.env);
  expect(second.code).toBe(1);
  expect(second.said).toContain(`process ${first.child.pid}`);
  expect(second.said).toContain(at.storefrontUrl);

  first.child.kill('SIGKILL');
  await first.ended;
  const third = cartwright(['start'], at.env);
  await third.untilSaid('Ready in', START_MS);
  expect(await lookAt(at)).toEqual(shop);
  expect(await readFile(join(at.dataDir, 'staff-key'), 'utf8')).toBe(key);

  await expectCleanEnd(third, at);
});

test('Ctrl-C in the middle of a start ends it cleanly too', { timeout: START_MS }, async () => {
  const at = await surroundings();
  const start = cartwright(['start'], at.env);
  await start.untilSaid('Making a PostgreSQL cluster', START_MS);
  await expectCleanEnd(start, at);
});

test.for(['CARTWRIGHT_API_PORT', 'CARTWRIGHT_STOREFRONT_PORT'])(
  'a taken %s is named before anything is begun',
  async (variable) => {
    const at = await surroundings();
    const other = createServer().listen(Number(at.env[variable]));
    onTestFinished(() => void other.close());
    await until(() => other.listening, { deadlineMs: 2_000, what: 'the other program to have the port' });
    const { code, said } = await cartwrightResult(['start'], at.env);
    expect(code).toBe(1);
    expect(said).toContain(`Port ${at.env[variable]} is taken`);
    expect(said).toContain(variable);
    expect(said).not.toContain('    at ');
    expect(await readdir(at.dataDir)).toEqual([]);
  },
);

test('a port that is no port is named', async () => {
  const at = await surroundings();
  const { code, said } = await cartwrightResult(['start'], { ...at.env, CARTWRIGHT_API_PORT: 'http' });
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('CARTWRIGHT_API_PORT is “http”') });
});

test('a data folder that cannot be written is named, with the way out', async () => {
  const at = await surroundings();
  // Not even root makes folders in /sys.
  const folder = process.platform === 'linux' ? '/sys/cartwright' : '/System/cartwright';
  const { code, said } = await cartwrightResult(['start'], { ...at.env, CARTWRIGHT_DATA_DIR: folder });
  expect(code).toBe(1);
  expect(said).toContain(folder);
  expect(said).toContain('CARTWRIGHT_DATA_DIR');
  expect(said).not.toContain('    at ');
});

test('a store that does not answer is named, with the way out', async () => {
  const at = await surroundings();
  const env = { ...at.env, DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none` };
  const start = await cartwrightResult(['start'], env);
  expect({ code: start.code, said: start.said }).toEqual({
    code: 1,
    said: expect.stringMatching(/PostgreSQL \(DATABASE_URL\): it cannot be reached .*unset it/),
  });
  const doctor = await cartwrightResult(['doctor'], env);
  expect(doctor.code).toBe(1);
  expect(doctor.said).toMatch(/✗ PostgreSQL \(DATABASE_URL\)\n +→ it cannot be reached/);
});

test('every command has its help', { timeout: 60_000 }, async () => {
  const { said } = await cartwrightResult(['--help'], {});
  const names = [...said.matchAll(/^ {2}([a-z-]+) /gm)].flatMap(([, name]) =>
    name === undefined ? [] : [name],
  );
  expect(names).toEqual(expect.arrayContaining(['start', 'migrate', 'doctor']));
  for (const name of names.filter((each) => each !== 'help')) {
    const help = await cartwrightResult([name, '--help'], {});
    expect(help).toEqual({ code: 0, said: expect.stringContaining(`Usage: cartwright ${name}`) });
  }
});

const surroundings = async (): Promise<Surroundings> => {
  const dataDir = await testFolder();
  const [api, storefront] = [await freePort(), await freePort()];
  return {
    dataDir,
    apiUrl: `http://localhost:${api}`,
    storefrontUrl: `http://localhost:${storefront}`,
    ports: [api, storefront],
    env: {
      CARTWRIGHT_DATA_DIR: dataDir,
      CARTWRIGHT_API_PORT: String(api),
      CARTWRIGHT_STOREFRONT_PORT: String(storefront),
    },
  };
};

type Surroundings = {
  dataDir: string;
  apiUrl: string;
  storefrontUrl: string;
  ports: number[];
  env: NodeJS.ProcessEnv;
};

const lookAt = async (at: Surroundings): Promise<{ storefront: number; products: unknown }> => {
  const listed: unknown = await (await fetch(`${at.apiUrl}/v1/products`)).json();
  expect(listed).toEqual(expect.objectContaining({ total: expect.any(Number) }));
  const products =
    typeof listed === 'object' && listed !== null && 'total' in listed ? listed.total : undefined;
  return { storefront: (await fetch(at.storefrontUrl)).status, products };
};

/** Kills the process that follows the changes, and waits until another does and the read side is as good as before. */
const expectProjectorToComeBack = async (
  start: RunningCommand,
  at: { apiUrl: string; key: string },
): Promise<void> => {
  const staff = createClient({ baseUrl: at.apiUrl, token: () => at.key });
  const well = () =>
    until(
      async () => {
        const { alarms, lagMs, slot } = (await staff.call(admin.getOverview)).body;
        return alarms.length === 0 && lagMs !== null && lagMs < 1_000 && slot?.active;
      },
      { deadlineMs: 60_000, what: 'a read side that is whole and not late' },
    );
  await well();
  process.kill(await childOf(start.child.pid, /serve --roles projector$/), 'SIGKILL');
  await start.untilSaid('Projector is started again', 20_000);
  await well();
};

const expectCleanEnd = async (start: RunningCommand, at: Surroundings): Promise<void> => {
  start.child.kill('SIGINT');
  expect(await start.ended).toEqual({ code: 0, signal: null });
  const remembered = (await readdir(at.dataDir)).filter((name) => name.endsWith('-port'));
  const stores = await Promise.all(remembered.map((name) => readFile(join(at.dataDir, name), 'utf8')));
  expect(stores.length).toBeGreaterThan(0);
  for (const port of [...at.ports, ...stores.map(Number)])
    expect([port, await isPortTaken(port)]).toEqual([port, false]);
  expect(await readdir(at.dataDir)).not.toContain('start.lock');
};
