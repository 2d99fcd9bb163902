// Plain JavaScript for Node 20: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { lockHolder, noteProcess } from './lock-file.mjs';

const REMIND_EVERY_MS = 10_000;
const OUTPUT_MAX_CHARACTERS = 200_000;

/** A mistake of the surroundings that a user can mend: its message says how, and no stack is shown. */
export class Mendable extends Error {}

/**
 * Runs a program quietly and says every ten seconds that it still runs. Returns its exit code and the end of what
 * it wrote (200,000 characters). Ctrl-C and SIGTERM end it and throw. `note` is a file that names it while it runs:
 * when we are killed outright it goes on, and the next call with that note ends it before it begins anew.
 */
export const runWithProgress = async ({ label, doing, program, args, cwd, env, log, note }) => {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  log(label);
  if (note !== undefined) endNoted(note);
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (note !== undefined && child.pid !== undefined) noteProcess(note, child.pid);
  const reminder = setInterval(() => log(`  … still ${doing} (${seconds()} s)`), REMIND_EVERY_MS);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARACTERS);
    });
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    killGroup(child.pid, 'SIGTERM');
  };
  const endWithUs = () => killGroup(child.pid, 'SIGKILL');
  for (const signal of SIGNALS) process.on(signal, interrupt);
  process.once('exit', endWithUs);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    if (interrupted) throw new Mendable(`Stopped while ${doing}; the next start does it anew.`);
    return { code, output, seconds: seconds() };
  } finally {
    clearInterval(reminder);
    for (const signal of SIGNALS) process.removeListener(signal, interrupt);
    process.removeListener('exit', endWithUs);
    if (note !== undefined) rmSync(note, { force: true });
  }
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const endNoted = (note) => {
  const left = lockHolder(note);
  if (left !== undefined) killGroup(left.pid, 'SIGKILL');
};

const killGroup = (pid, signal) => {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
};

/** The last lines of a long output. */
export const lastLines = (text, count = 20) => text.trimEnd().split('\n').slice(-count).join('\n');
