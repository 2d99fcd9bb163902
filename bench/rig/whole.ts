import { admin, type Client } from '@cartwright/contract';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import { poll } from '../../packages/engine/src/platform/embedded/server-process.ts';

/** A million variants fill Redis in some minutes. */
const DEADLINE_MS = 60_000;
const DEADLINE_MS_PER_PRODUCT = 5;

/** Waits until every read model is whole and the API answers from them, lists included: until then PostgreSQL does. */
export const untilWhole = async (
  staff: Client,
  shop: { products: number; lastWords: () => Promise<string> },
): Promise<void> => {
  const unused = {
    DATABASE_URL: 'unused:',
    REDIS_URL: 'unused:',
    CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:',
  };
  const listsInMemory = shop.products <= loadConfig(unused).listIndexMax;
  let missing: string[] = [];
  const deadlineMs = DEADLINE_MS + shop.products * DEADLINE_MS_PER_PRODUCT;
  const came = await poll({
    deadlineMs,
    until: async () => {
      const { body } = await staff.call(admin.getOverview);
      missing = [
        ...(body.positionKnown ? [] : ['position']),
        ...body.projections.filter(({ whole }) => !whole).map(({ name }) => name),
        ...(body.listIndex.ready || !listsInMemory ? [] : ['list index']),
      ];
      return missing.length === 0;
    },
  });
  if (!came)
    throw new Error(
      `The read side is not whole after ${deadlineMs / 1_000} s: ${missing.join(', ')}\n${await shop.lastWords()}`,
    );
};
