import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lease } from './entries.ts';
import { jitteredMs } from './expiry.ts';
import type { Parts } from './parts.ts';

const FIRST_PAUSE_MS = 5;
const PAUSE_MAX_MS = 80;
/** How often one caller's load is begun anew because the truth changed during it; then she gets what was loaded. */
const ROUNDS_MAX = 2;

type Found<V> = Map<string, V | undefined>;
/** What became of a loaded value: `refused` because the truth had changed, `late` because the lease had ended. */
type Outcome = 'stored' | 'refused' | 'late' | 'away';
type Taken = { is: 'taken'; lease: Lease } | { is: 'busy' | 'filled' | 'away' };

export type Filling<V> = {
  /** Loads keys that are not cached and stores them; where another process is at it, waits for what that stores. */
  fill(keys: readonly string[]): Promise<Found<V>>;
  /** Loads and stores nothing. */
  loadOnly(keys: readonly string[]): Promise<Found<V>>;
  /** Loads and stores in the background what is still cached, unless somebody does so already. */
  refresh(key: string): void;
  /** Loads what a lease is held for, and stores it while it is held. A value that is not stored may be old. */
  loadAndStore(leases: readonly Lease[]): Promise<{ found: Found<V>; outcomes: Map<string, Outcome> }>;
};

/** Brings values from the truth into Redis: one load for all processes, and never a value from before a change. */
export const createFilling = <V extends object>(parts: Parts<V>): Filling<V> => {
  const { entries, reach, counts, tuning, now } = parts;
  const refreshing = new Set<string>();

  const fill = async (keys: readonly string[], round = 1): Promise<Found<V>> => {
    const takes = await Promise.all(
      keys.map(async (key) => ({ key, taken: await takeLease(key, { evenIfFilled: false }) })),
    );
    const leases = takes.flatMap(({ taken }) => (taken.is === 'taken' ? [taken.lease] : []));
    const away = takes.flatMap(({ key, taken }) => (taken.is === 'away' ? [key] : []));
    const others = takes.filter(({ taken }) => taken.is === 'busy' || taken.is === 'filled');
    const [found, unstored, ...waited] = await Promise.all([
      loadInRounds(leases, round),
      away.length === 0 ? [] : loadOnly(away),
      ...others.map(async ({ key, taken }) => ({ key, value: await waitFor(key, { taken, round }) })),
    ]);
    for (const [key, value] of unstored) found.set(key, value);
    for (const { key, value } of waited) found.set(key, value);
    return found;
  };

  const loadInRounds = async (leases: readonly Lease[], round: number): Promise<Found<V>> => {
    if (leases.length === 0) return new Map();
    const { found, outcomes } = await loadAndStore(leases);
    const refused = [...outcomes.keys()].filter((key) => outcomes.get(key) === 'refused');
    if (refused.length > 0 && round < ROUNDS_MAX)
      for (const [key, value] of await fill(refused, round + 1)) found.set(key, value);
    return found;
  };

  const loadAndStore: Filling<V>['loadAndStore'] = async (leases) => {
    const startedAtMs = now();
    const found = await loadOnly(leases.map(({ key }) => key)).catch(async (error: unknown) => {
      await reach(() => entries.release(leases));
      throw error;
    });
    const loadMs = now() - startedAtMs;
    const outcomes = new Map<string, Outcome>();
    await Promise.all(
      leases.map(async (lease) => {
        const value = found.get(lease.key);
        const ttlMs = ttlMsOf(value);
        const head = { expiresAtMs: Math.round(now() + ttlMs), loadMs: Math.round(loadMs), version: '0' };
        const stored = await reach(() =>
          entries.store(
            lease,
            value === undefined ? { ...head, kind: 'nothing' } : { ...head, kind: 'value', value },
            ttlMs,
          ),
        );
        if (stored.ok && stored.value === 'refused') counts.refusedStores += 1;
        outcomes.set(lease.key, outcomeOf(stored, { loadMs, leaseMs: tuning.leaseMs }));
      }),
    );
    return { found, outcomes };
  };

  const ttlMsOf = (value: V | undefined): number =>
    jitteredMs(value === undefined ? parts.negativeTtlSeconds : parts.ttlSeconds, {
      jitter: tuning.jitter,
      random: parts.random(),
    });

  const loadOnly = async (keys: readonly string[]): Promise<Found<V>> => {
    const values = await parts.load(keys);
    return new Map(keys.map((key) => [key, values.get(key)]));
  };

  /** Another loads the key, or has: looks again with growing pauses, takes over if that one died, and has an end. */
  const waitFor = async (
    key: string,
    { taken, round }: { taken: Taken; round: number },
  ): Promise<V | undefined> => {
    if (taken.is === 'busy') counts.waits += 1;
    const giveUpAtMs = performance.now() + tuning.waitMs;
    let state = taken;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      if (state.is === 'taken') return (await loadInRounds([state.lease], round)).get(key);
      if (state.is === 'filled') {
        const read = await reach(() => entries.read<V>([key]));
        const entry = read.ok ? read.value.get(key) : undefined;
        if (entry?.kind === 'value') return entry.value;
        if (entry?.kind === 'nothing') return undefined;
        if (entry?.kind === 'uncacheable' || !read.ok) break;
      }
      if (state.is === 'away' || performance.now() + pauseMs > giveUpAtMs) break;
      await delay(pauseMs);
      state = await takeLease(key, { evenIfFilled: false });
    }
    return (await loadOnly([key])).get(key);
  };

  const takeLease = async (key: string, options: { evenIfFilled: boolean }): Promise<Taken> => {
    const lease = { key, token: randomUUID() };
    const taken = await reach(() => entries.take(lease, { leaseMs: tuning.leaseMs, ...options }));
    if (!taken.ok) return { is: 'away' };
    return taken.value === 'taken' ? { is: 'taken', lease } : { is: taken.value };
  };

  const refreshNow = async (key: string): Promise<void> => {
    const taken = await takeLease(key, { evenIfFilled: true });
    if (taken.is !== 'taken') return;
    counts.earlyRefreshes += 1;
    await loadAndStore([taken.lease]);
  };

  return {
    fill: (keys) => fill(keys),
    loadOnly,
    loadAndStore,
    refresh: (key) => {
      if (refreshing.has(key) || parts.flights.has(key)) return;
      refreshing.add(key);
      refreshNow(key)
        // The present value was answered; when it has expired, whoever asks hears of what is wrong.
        .catch(() => {
          counts.errors += 1;
        })
        .finally(() => refreshing.delete(key));
    },
  };
};

const outcomeOf = (
  stored: { ok: true; value: 'stored' | 'refused' } | { ok: false },
  { loadMs, leaseMs }: { loadMs: number; leaseMs: number },
): Outcome => {
  if (!stored.ok) return 'away';
  // It would be no faster the next time.
  return stored.value === 'refused' && loadMs >= leaseMs ? 'late' : stored.value;
};
