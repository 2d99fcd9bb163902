import { join } from 'node:path';
import { poll } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { type Child, startChild } from '../core/child.ts';
import type { Stops } from '../core/stops.ts';

export const CARTWRIGHT = join(import.meta.dirname, '../../packages/engine/src/main.ts');
/** In the rig's folder. */
export const ENGINE_LOG = 'engine.log';
export const PROJECTOR_LOG = 'projector.log';
const READY_DEADLINE_MS = 60_000;

type Place = { port: number; folder: string; stops: Stops };

/**
 * The engine, as `cartwright start` runs it in production, ready to serve on `port`: one process for shoppers, and one
 * that keeps the read side. All of its processes are started here, and `pids` names each: their CPU time is what a
 * request costs.
 */
export const startEngine = async (
  at: Place & { provider: { url: string }; env: Readonly<Record<string, string>> },
): Promise<{ pids: Readonly<Record<string, number>> }> => {
  const start = async (roles: readonly string[], log: string): Promise<Child> => {
    const child = await startChild({
      script: CARTWRIGHT,
      args: ['serve', '--roles', ...roles],
      env: {
        ...at.env,
        CARTWRIGHT_API_PORT: String(at.port),
        CARTWRIGHT_PAYMENT_PROVIDER_URL: at.provider.url,
      },
      logPath: join(at.folder, log),
    });
    at.stops.add(() => child.stop());
    return child;
  };
  const engine = await start(['api', 'worker'], ENGINE_LOG);
  const projector = await start(['projector'], PROJECTOR_LOG);
  await untilAnswers(engine, { url: `http://127.0.0.1:${at.port}/readyz`, what: 'engine' });
  return { pids: { engine: engine.pid, projector: projector.pid } };
};

/** The built-in test provider with a ledger of its own. */
export const startProvider = async (at: Place): Promise<{ url: string }> => {
  const url = `http://127.0.0.1:${at.port}`;
  const provider = await startChild({
    script: CARTWRIGHT,
    args: ['payment-provider'],
    env: {
      CARTWRIGHT_PAYMENT_PROVIDER_PORT: String(at.port),
      CARTWRIGHT_DATA_DIR: join(at.folder, 'provider'),
    },
    logPath: join(at.folder, 'provider.log'),
  });
  at.stops.add(() => provider.stop());
  await untilAnswers(provider, { url: `${url}/v1/ledger/references`, what: 'payment provider' });
  return { url };
};

/** Any answer that is no 5xx will do. Throws with what the process said when it ends, or does not come. */
const untilAnswers = async (child: Child, at: { url: string; what: string }): Promise<void> => {
  let end: string | undefined;
  void child.ended.then(({ how }) => {
    end = how;
  });
  const came = await poll({
    deadlineMs: READY_DEADLINE_MS,
    until: async () =>
      end !== undefined ||
      (await fetch(at.url, { signal: AbortSignal.timeout(5_000) }).then(
        ({ status }) => status < 500,
        () => false,
      )),
  });
  if (end !== undefined) throw new Error(`The ${at.what} ${end}`);
  if (!came)
    throw new Error(`The ${at.what} did not answer at ${at.url} within ${READY_DEADLINE_MS / 1_000} s`);
};
