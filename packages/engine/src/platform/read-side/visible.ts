import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 2;
const PAUSE_MAX_MS = 200;
/** A synchronous standby that does not answer may keep a streamed commit from being seen for as long. */
const DEADLINE_MS = 60_000;

/**
 * Reads again until what was streamed can be seen: `read` gives undefined as long as it cannot. Throws after a minute;
 * the stream then begins again from where it was.
 */
export const untilVisible = async <T>(read: () => Promise<T | undefined>): Promise<T> => {
  const giveUpAt = performance.now() + DEADLINE_MS;
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
    const found = await read();
    if (found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Error('a streamed transaction does not become visible');
    await sleep(pauseMs);
  }
};
