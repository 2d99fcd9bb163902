import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { createPaymentProvider } from '../../packages/engine/src/modules/payment/index.ts';
import type { ReferenceSums } from '../../packages/engine/src/modules/payment/provider/test-provider-api.ts';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import { createProcessContext, type ProcessContext } from '../../packages/engine/src/processes/context.ts';
import { startPaymentProvider } from '../../packages/engine/src/roles/payment-provider/index.ts';
import { openTestFolder } from './stores.ts';

/** The real payment provider with a ledger of its own, for the test file that calls it. */
export const openProvider = async (): Promise<{
  url: string;
  charged(reference: string): Promise<Charged>;
}> => {
  const dataFile = join(await openTestFolder(), 'ledger.sqlite');
  const provider = await startPaymentProvider({ port: 0, dataFile });
  afterAll(() => provider.stop());
  return { url: provider.url, charged: (reference) => chargedAt(provider.url, reference) };
};

/** What the provider's own ledger says of one order, amounts in minor units. */
export type Charged = Omit<ReferenceSums, 'reference' | 'currency'>;

/** Asks the provider, not the shop, what an order was charged. */
const chargedAt = async (url: string, reference: string): Promise<Charged> => {
  const answer = await fetch(`${url}/v1/ledger/references?reference=${reference}`);
  const { items } = (await answer.json()) as { items: Charged[] };
  return items[0] ?? { authorisations: 0, authorised: 0, captured: 0, voided: 0, refunded: 0 };
};

/** What processes work with, on this file's database and provider, with short times. */
export const processContext = (options: {
  database: Database;
  providerUrl: string;
  env?: Record<string, string>;
}): ProcessContext => {
  const config = loadConfig({
    DATABASE_URL: 'unused:',
    REDIS_URL: 'unused:',
    CARTWRIGHT_PAYMENT_PROVIDER_URL: options.providerUrl,
    CARTWRIGHT_PAYMENT_LEASE_MS: '500',
    CARTWRIGHT_SWEEP_INTERVAL_MS: '100',
    ...options.env,
  });
  return createProcessContext({
    db: options.database,
    provider: createPaymentProvider({
      url: options.providerUrl,
      authoriseDeadlineMs: config.authoriseDeadlineMs,
    }),
    config,
    log: pino({ level: 'silent' }),
  });
};
