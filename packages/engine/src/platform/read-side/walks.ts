/** What the last whole walk through each model found, for whoever watches; kept in Redis, and made again by the next. */
import type { Redis } from '../redis.ts';
import type { Findings } from './tasks.ts';

export type Walked = Findings & { endedAtMs: number };

const walksKey = (shop: string): string => `read-side:{${shop}}:walks`;

export const saveWalk = async (
  redis: Redis,
  of: { shop: string; projection: string; walked: Walked },
): Promise<void> => {
  await redis.hSet(walksKey(of.shop), of.projection, JSON.stringify(of.walked));
};

export const loadWalks = async (redis: Redis, shop: string): Promise<ReadonlyMap<string, Walked>> =>
  new Map(
    Object.entries(await redis.hGetAll(walksKey(shop))).map(([projection, text]) => [
      projection,
      JSON.parse(text) as Walked,
    ]),
  );
