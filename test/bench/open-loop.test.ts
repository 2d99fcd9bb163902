import { describe, expect, it } from 'vitest';
import { runClosedLoop } from '../../bench/core/load/closed-loop.ts';
import { runOpenLoop } from '../../bench/core/load/open-loop.ts';
import type { OpenLoopPlan } from '../../bench/core/load/plan.ts';
import { nextGet, openStallingServer, openTinyServer, UNUSED_SOURCE } from './tiny-server.ts';

const CONNECTIONS = 4;
const plan = {
  loop: 'open',
  requests: UNUSED_SOURCE,
  ratePerSecond: 400,
  durationMs: 2_000,
  connections: CONNECTIONS,
  outstandingMax: 2_000,
  seed: 'open loop',
} as const satisfies Partial<OpenLoopPlan>;

describe('an open loop', () => {
  it('keeps its rate and has every request answered by a server that can', async () => {
    const port = await openTinyServer((_request, response) => void response.end('here'));
    const report = await runOpenLoop({ ...plan, port }, nextGet);
    // 800 arrivals of a Poisson process: ± 4 × √800.
    expect(report.offered).toBeGreaterThan(687);
    expect(report.offered).toBeLessThan(913);
    expect(report.outcomes).toEqual({ ok: report.offered, refused: 0, overloaded: 0, failed: 0, broken: 0 });
    expect(report).toMatchObject({ dropped: 0, unanswered: 0 });
    expect(report.latency.count).toBe(report.offered);
    expect(report.seconds).toBeGreaterThan(1.99);
  });

  it('shows a stall to all who came meanwhile, where a closed loop would hide it', async () => {
    const stall = { atRequest: 200, forMs: 500 };
    const open = await openStallingServer(stall);
    const report = await runOpenLoop({ ...plan, port: open.port }, nextGet);
    // A quarter of the arrivals waited, the first of them for the whole stall.
    expect(report.latency.p99Ms).toBeGreaterThan(400);
    expect(report.latency.p50Ms).toBeLessThan(200);
    // The server has seen no more of them late than there are connections.
    expect(open.tookMs.filter((ms) => ms > 100).length).toBeLessThanOrEqual(CONNECTIONS);

    const closed = await openStallingServer(stall);
    const window = { warmUpMs: 0, windowMs: 1_000 };
    await runClosedLoop(
      { loop: 'closed', port: closed.port, requests: UNUSED_SOURCE, connections: CONNECTIONS, ...window },
      nextGet,
    );
    const late = closed.tookMs.filter((ms) => ms > 100).length;
    expect(late / closed.tookMs.length).toBeLessThan(0.01);
  });

  it('drops and counts what comes while too many are outstanding', async () => {
    const server = await openStallingServer({ atRequest: 1, forMs: 1_500 });
    const report = await runOpenLoop(
      { ...plan, port: server.port, durationMs: 1_000, outstandingMax: 10 },
      nextGet,
    );
    expect(report.outcomes.ok).toBe(10);
    expect(report.dropped).toBe(report.offered - 10);
    expect(report.offered).toBeGreaterThan(300);
    expect(report.unanswered).toBe(0);
  });

  it('counts a connection that breaks, and goes on with a new one', async () => {
    let came = 0;
    const port = await openTinyServer((request, response) => {
      came += 1;
      if (came % 50 === 0) request.socket.destroy();
      else response.end('here');
    });
    const report = await runOpenLoop({ ...plan, port, durationMs: 1_000 }, nextGet);
    expect(report.outcomes.broken).toBe(Math.floor(came / 50));
    expect(report.outcomes.ok + report.outcomes.broken).toBe(report.offered);
    expect(report.outcomes.broken).toBeGreaterThan(3);
  });
});
