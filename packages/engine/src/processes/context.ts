import type { Logger } from 'pino';
import type { PaymentProvider } from '../modules/payment/index.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import { createEnder, type Ender } from './ending.ts';
import { createRecorder, type Recorder } from './record-answers.ts';

/** What the processes work with; one per engine. */
export type ProcessContext = {
  db: Database;
  provider: PaymentProvider;
  config: Config;
  log: Logger;
  /** Writes down what the provider has answered. */
  recorder: Recorder;
  /** Ends orders. */
  ender: Ender;
};

export const createProcessContext = (of: Omit<ProcessContext, 'recorder' | 'ender'>): ProcessContext => ({
  ...of,
  recorder: createRecorder(of),
  ender: createEnder(of),
});
