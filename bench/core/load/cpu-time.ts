import { readdirSync, readFileSync } from 'node:fs';
import type { CpuMicros } from './plan.ts';

/** Linux counts in hundredths of a second for user space on all our platforms (USER_HZ). */
const TICK_MICROS = 10_000;

/** User and system time in µs of this process and, by name, of each process of `watch` with all its children. */
export const cpuMicrosOf = (watch: Readonly<Record<string, number>>): CpuMicros | undefined => {
  const processes = readProcesses();
  if (processes === undefined) return undefined;
  const children = Map.groupBy(processes.keys(), (pid) => processes.get(pid)?.parent ?? 0);
  const ticksOf = (pid: number): number =>
    (processes.get(pid)?.ticks ?? 0) +
    (children.get(pid) ?? []).reduce((sum, child) => sum + ticksOf(child), 0);
  const own = process.cpuUsage();
  const watched = Object.entries(watch).map(([name, pid]) => [name, ticksOf(pid) * TICK_MICROS] as const);
  return { ...Object.fromEntries(watched), generator: own.user + own.system };
};

/** What was used between two readings. */
export const cpuBetween = (from: CpuMicros | undefined, to: CpuMicros | undefined): CpuMicros | undefined => {
  if (from === undefined || to === undefined) return undefined;
  return Object.fromEntries(Object.entries(to).map(([name, micros]) => [name, micros - (from[name] ?? 0)]));
};

type Process = { parent: number; ticks: number };

/** Every process with the time of all its threads, and of those children that have ended and been waited for. */
const readProcesses = (): Map<number, Process> | undefined => {
  if (process.platform !== 'linux') return undefined;
  const processes = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat !== undefined) processes.set(Number(name), stat);
  }
  return processes;
};

/** From proc(5): after the program's name in brackets, state, ppid, …, utime, stime, cutime, cstime as 12th to 15th. */
const statOf = (pid: string): Process | undefined => {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), ticks };
};
