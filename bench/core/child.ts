/** Processes of the bench: started with an environment of their own, asked by messages, ended with us. */
import { type ChildProcess, type Serializable, spawn } from 'node:child_process';
import { logTail, openLog } from '../../packages/engine/src/platform/embedded/files.ts';
import {
  type Ending,
  endingOf,
  endProcess,
} from '../../packages/engine/src/platform/embedded/server-process.ts';

const STOP_WAIT_MS = 15_000;
const TAIL_LINES = 12;
/** What a process needs of our surroundings; nothing of it leads to somebody's real servers. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
/** Names a folder for CPU profiles of every process, written when it ends. What is measured meanwhile is slower. */
const PROFILES = 'BENCH_CPU_PROFILES';

export type Child = {
  pid: number;
  /** Its `how` ends with the last lines that it said. */
  ended: Promise<Ending>;
  /** Sends a message and gives the reply to it; one question at a time. Throws what the child threw, or its end. */
  ask<Reply>(question: Serializable): Promise<Reply>;
  /** Ends it by SIGTERM, then by force. */
  stop(): Promise<void>;
};

/** Starts a script with this same Node, in a session of its own so that Ctrl-C reaches only us. */
export const startChild = async (options: {
  script: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  logPath: string;
}): Promise<Child> => {
  const log = await openLog(options.logPath);
  const { size: logFromByte } = await log.stat();
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const folder = process.env[PROFILES];
  const profiling = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  const child = spawn(process.execPath, [...profiling, options.script, ...(options.args ?? [])], {
    env: { ...Object.fromEntries(kept), NODE_ENV: 'production', ...options.env },
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    serialization: 'advanced',
  });
  const ended = endingOf(child).then(async ({ code, how }) => {
    const said = await logTail(options.logPath, logFromByte).catch(() => '');
    return { code, how: [how, ...said.trim().split('\n').slice(-TAIL_LINES)].join('\n    ') };
  });
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.script} ${(await ended).how}`);
  return {
    pid,
    ended,
    ask: (question) => askChild(child, { question, ended }),
    async stop() {
      if (child.exitCode === null && child.signalCode === null)
        await endProcess(pid, [{ signal: 'SIGTERM', waitMs: STOP_WAIT_MS }]);
      await ended;
    },
  };
};

type Answer<Reply> = { ok: true; reply: Reply } | { ok: false; problem: string };

const askChild = async <Reply>(
  child: ChildProcess,
  { question, ended }: { question: Serializable; ended: Promise<Ending> },
): Promise<Reply> => {
  const answer = new Promise<Answer<Reply>>((resolve) => {
    child.once('message', (message) => resolve(message as Answer<Reply>));
    child.send(question, (error) => {
      if (error !== null) resolve({ ok: false, problem: error.message });
    });
  });
  const death = ended.then(({ how }) => ({ ok: false as const, problem: how }));
  const outcome = await Promise.race([answer, death]);
  if (!outcome.ok) throw new Error(`A process of the bench failed: ${outcome.problem}`);
  return outcome.reply;
};

/** In the child: replies to each question, and ends with the parent. */
export const answerParent = <Question>(reply: (question: Question) => Promise<Serializable>): void => {
  process.on('message', (question) => {
    void reply(question as Question)
      .then(
        (value): Answer<Serializable> => ({ ok: true, reply: value }),
        (error: unknown): Answer<Serializable> => ({
          ok: false,
          problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
      )
      .then((answer) => process.send?.(answer));
  });
  for (const end of ['disconnect', 'SIGTERM'] as const) process.once(end, () => process.exit(0));
};
