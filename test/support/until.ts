import { setTimeout as delay } from 'node:timers/promises';

const POLL_INTERVAL_MS = 20;

/**
 * Asks again and again until `condition` gives something truthy, and returns that. Throws once `deadlineMs`
 * milliseconds have passed, saying `what` was waited for; a throw of the condition counts as “not yet” until then.
 */
export const until = async <T>(
  condition: () => T | Promise<T>,
  options: { deadlineMs: number; what: string },
): Promise<Exclude<T, false | 0 | '' | null | undefined>> => {
  const giveUpAt = performance.now() + options.deadlineMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (isTruthy(value)) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= giveUpAt)
      throw new Error(`Waited ${options.deadlineMs} ms in vain for ${options.what}; last: ${String(last)}`, {
        cause: last,
      });
    await delay(POLL_INTERVAL_MS);
  }
};

const isTruthy = <T>(value: T): value is Exclude<T, false | 0 | '' | null | undefined> => Boolean(value);
