import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { dataDirOf, port } from '../platform/config.ts';
import { startPaymentProvider } from '../roles/payment-provider/index.ts';

const PROJECT_ROOT = resolve(import.meta.dirname, '../../../..');
const DEFAULT_PORT = 4_001;

/** `payment-provider`: the built-in test provider as a process of its own, so that it outlives a killed engine. */
export const register = (program: Command): void => {
  program
    .command('payment-provider', { hidden: true })
    .description('Run the built-in test payment provider with its own durable ledger')
    .addHelpText(
      'after',
      `
Environment:
  CARTWRIGHT_PAYMENT_PROVIDER_PORT  where it listens on this machine (default ${DEFAULT_PORT})
  CARTWRIGHT_DATA_DIR               the folder its ledger is kept in`,
    )
    .action(async () => {
      const provider = await startPaymentProvider({
        port: port(process.env, 'CARTWRIGHT_PAYMENT_PROVIDER_PORT', DEFAULT_PORT),
        dataFile: join(dataDirOf(process.env, PROJECT_ROOT), 'payment-provider', 'ledger.sqlite'),
      });
      process.stdout.write(`Test payment provider at ${provider.url}\n`);
      const stop = () => void provider.stop();
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
    });
};
