import { afterAll, describe, expect, it } from 'vitest';
import { runClosedLoop } from '../../bench/core/load/closed-loop.ts';
import { cpuBetween, cpuMicrosOf } from '../../bench/core/load/cpu-time.ts';
import { getRequests } from '../../bench/core/load/get-requests.ts';
import { startLoadProcess } from '../../bench/core/load/load-process.ts';
import { sumOf } from '../../bench/core/load/outcomes.ts';
import { openTestFolder } from '../support/stores.ts';
import { nextGet, openTinyServer, UNUSED_SOURCE } from './tiny-server.ts';

const plan = {
  loop: 'closed',
  requests: UNUSED_SOURCE,
  connections: 4,
  warmUpMs: 50,
  windowMs: 300,
} as const;

describe('a closed loop', () => {
  it('counts the outcomes apart', async () => {
    const statuses = [200, 409, 503, 500];
    let came = 0;
    const port = await openTinyServer((_request, response) => {
      response.statusCode = statuses[came % statuses.length] ?? 200;
      came += 1;
      response.end('x'.repeat(came % 100));
    });
    const { outcomes } = await runClosedLoop({ ...plan, port, expectedRefusals: [409] }, nextGet);
    const quarter = sumOf(outcomes) / 4;
    expect(quarter).toBeGreaterThan(10);
    expect(outcomes.broken).toBe(0);
    for (const kind of ['ok', 'refused', 'overloaded', 'failed'] as const)
      expect(Math.abs(outcomes[kind] - quarter)).toBeLessThanOrEqual(1);
  });

  it('reads answers that come in pieces, without a body, and long ones', async () => {
    let came = 0;
    const port = await openTinyServer((_request, response) => {
      came += 1;
      if (came % 3 === 0) {
        response.statusCode = 204;
        response.end();
        return;
      }
      const body = 'y'.repeat(came % 3 === 1 ? 200_000 : 10);
      response.setHeader('CONTENT-LENGTH', body.length);
      response.flushHeaders();
      setImmediate(() => {
        response.write(body.slice(0, 5));
        setImmediate(() => response.end(body.slice(5)));
      });
    });
    const { outcomes } = await runClosedLoop({ ...plan, port }, nextGet);
    expect(outcomes.ok).toBeGreaterThan(10);
    expect(sumOf(outcomes)).toBe(outcomes.ok);
  });

  it('says so when there is no server, or one that it cannot read', async () => {
    await expect(runClosedLoop({ ...plan, port: 1 }, nextGet)).rejects.toThrow('ECONNREFUSED');
    const port = await openTinyServer((_request, response) => {
      response.write('chunked, ');
      response.end('for its length was not known');
    });
    await expect(runClosedLoop({ ...plan, port, warmUpMs: 2_000 }, nextGet)).rejects.toThrow(
      'without Content-Length',
    );
  });

  it('runs in a process of its own, on keys by Zipf’s law, and tells the CPU time of the server', async () => {
    const paths = new Map<string, number>();
    const port = await openTinyServer((request, response) => {
      paths.set(request.url ?? '', (paths.get(request.url ?? '') ?? 0) + 1);
      response.end(request.headers['x-asked'] ?? '');
    });
    const load = await startLoadProcess(await openTestFolder());
    afterAll(() => load.stop());
    const requests = getRequests({ paths: ['/a', '/b', '/c'], headers: { 'x-asked': 'yes' }, seed: 'keys' });
    const watch = { server: process.pid };
    const closed = await load.closedLoop({ ...plan, port, requests, watch });
    expect(closed.outcomes.ok).toBeGreaterThan(50);
    expect([...paths.keys()].toSorted()).toEqual(['/a', '/b', '/c']);
    expect(paths.get('/a')).toBeGreaterThan(paths.get('/c') ?? 0);
    if (process.platform === 'linux') expect(closed.cpuMicros?.server).toBeGreaterThan(0);
    const open = await load.openLoop({
      ...{ port, requests, watch, ratePerSecond: 100, durationMs: 500 },
      ...{ connections: 2, outstandingMax: 100, seed: 'open' },
    });
    expect(open.outcomes.ok).toBe(open.offered);
    await expect(load.closedLoop({ ...plan, port: 1, requests })).rejects.toThrow('ECONNREFUSED');
  });
});

it('counts the CPU time of a process as it is used', () => {
  const before = cpuMicrosOf({ own: process.pid });
  const until = performance.now() + 300;
  let spun = 0;
  while (performance.now() < until) spun += 1;
  const used = cpuBetween(before, cpuMicrosOf({ own: process.pid }));
  expect(spun).toBeGreaterThan(0);
  if (process.platform !== 'linux') return expect(used).toBeUndefined();
  // Other processes may have had the core for a part of it.
  expect(used?.own).toBeGreaterThanOrEqual(30_000);
  expect(used?.own).toBeLessThan(2_000_000);
  expect(used?.generator).toBeGreaterThan(0);
});
