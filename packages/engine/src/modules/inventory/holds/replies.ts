/** What the replies of hold.lua come to, line by line. */
import type { Shortage, Wanted } from '../domain/allocation.ts';
import type { HoldReply } from './scripts.ts';

/** What a refused or useless taking has changed, or noted: SKUs with what was held of them before. */
export const changesOf = (
  lines: readonly Wanted[],
  replies: readonly HoldReply[],
): { sku: string; before: number }[] =>
  lines.flatMap(({ sku }, index) => {
    const reply = replies[index];
    if (reply === undefined || reply.state === 'pinned') return [];
    return [{ sku, before: reply.state === 'unknown' ? 0 : reply.before }];
  });

/** Until when each SKU is held. */
export const endsOf = (lines: readonly Wanted[], replies: readonly HoldReply[]): Map<string, Date> =>
  new Map(
    lines.flatMap(({ sku }, index) => {
      const reply = replies[index];
      return reply?.state === 'held' ? [[sku, reply.endsAt] as const] : [];
    }),
  );

/** What is short, and what is not stocked. */
export const shortagesOf = (lines: readonly Wanted[], replies: readonly HoldReply[]): Shortage[] =>
  lines.flatMap(({ sku }, index) => {
    const reply = replies[index];
    if (reply?.state === 'short') return [{ sku, available: reply.available }];
    return reply?.state === 'unknown' ? [{ sku, available: 0 }] : [];
  });
