import type { Logger } from 'pino';
import type { PaymentProvider } from '../modules/payment/index.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';

/** What the processes work with; one per engine. */
export type ProcessContext = { db: Database; provider: PaymentProvider; config: Config; log: Logger };

/** The end of a lease that is taken now. */
export const leaseEnd = (config: Pick<Config, 'paymentLeaseMs'>, now: Date): Date =>
  new Date(now.getTime() + config.paymentLeaseMs);
