import { ExpectedError } from '../../shared/expected-error.ts';
import { openLedger } from './ledger.ts';
import { createServer } from './server.ts';

/** How long a `tok_slow` authorisation takes to answer. */
const SLOW_MS = 3_000;

export type PaymentProviderOptions = {
  /** 0 takes any free one. */
  port: number;
  /** The ledger's file; it and its folder are made if missing. */
  dataFile: string;
  /** Only this machine by default: the provider asks nobody who they are. */
  host?: string;
  slowMs?: number;
};

/**
 * Starts the built-in test provider: its own HTTP server over its own durable ledger. Throws
 * `ExpectedError` when the port is taken. `stop` cuts the calls under way; what was recorded stays recorded.
 */
export const startPaymentProvider = async ({
  port,
  dataFile,
  host = '127.0.0.1',
  slowMs = SLOW_MS,
}: PaymentProviderOptions): Promise<{ url: string; stop(): Promise<void> }> => {
  const ledger = openLedger(dataFile);
  const server = createServer({ ledger, slowMs });
  try {
    const url = await server.listen({ port, host });
    return {
      url,
      async stop() {
        await server.close();
        ledger.close();
      },
    };
  } catch (error) {
    ledger.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new ExpectedError(`Port ${port} is taken: the test payment provider cannot listen there.`);
    }
    throw error;
  }
};
