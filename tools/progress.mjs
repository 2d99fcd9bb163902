// Plain JavaScript for Node 20: it runs before anything is installed.
import { spawn } from 'node:child_process';

const REMIND_EVERY_MS = 10_000;
const OUTPUT_MAX_CHARACTERS = 200_000;

/** A mistake of the surroundings that a user can mend: its message says how, and no stack is shown. */
export class Mendable extends Error {}

/**
 * Runs a program quietly and says every ten seconds that it still runs. Returns its exit code and the end of what
 * it wrote (200,000 characters). Ctrl-C and SIGTERM reach it too.
 */
export const runWithProgress = async ({ label, doing, program, args, cwd, env, log }) => {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  log(label);
  const reminder = setInterval(() => log(`  … still ${doing} (${seconds()} s)`), REMIND_EVERY_MS);
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARACTERS);
    });
  const pass = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, pass);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code: code ?? 1, signal, output, seconds: seconds() }));
    });
  } finally {
    clearInterval(reminder);
    for (const signal of signals) process.removeListener(signal, pass);
    process.removeListener('exit', endWithUs);
  }
};

/** The last lines of a long output. */
export const lastLines = (text, count = 20) => text.trimEnd().split('\n').slice(-count).join('\n');
