import { readFileSync } from 'node:fs';
import type { Redis } from '../rig/rig.ts';

export type Memory = {
  /** Resident now and at the most, by the names of the processes; empty where the system has no /proc. */
  rssMiB: Record<string, { now: number; peak: number }>;
  redis: { usedMiB: number; peakMiB: number; keys: number };
};

/** What processes and Redis have of the memory at this moment. */
export const memoryOf = async (at: {
  pids: Readonly<Record<string, number>>;
  redis: Redis;
}): Promise<Memory> => {
  const info = await at.redis.info('memory');
  const bytes = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    rssMiB: Object.fromEntries(
      Object.entries(at.pids).flatMap(([name, pid]) => {
        const status = statusOf(pid);
        return status === undefined ? [] : [[name, status] as const];
      }),
    ),
    redis: {
      usedMiB: mib(bytes('used_memory')),
      peakMiB: mib(bytes('used_memory_peak')),
      keys: await at.redis.dbSize(),
    },
  };
};

const mib = (bytes: number): number => Math.round(bytes / 1_048_576);

/** From proc(5): “VmRSS: 1234 kB”, and VmHWM for the most so far. */
const statusOf = (pid: number): { now: number; peak: number } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { now: mib(kib('VmRSS') * 1_024), peak: mib(kib('VmHWM') * 1_024) };
  } catch {
    return undefined;
  }
};
