import type { Config } from '../platform/config.ts';

/** The end of a lease that is taken now: until then one process drives a payment alone. */
export const leaseEnd = (config: Pick<Config, 'paymentLeaseMs'>, now: Date): Date =>
  new Date(now.getTime() + config.paymentLeaseMs);
