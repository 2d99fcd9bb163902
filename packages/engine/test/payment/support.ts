import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createPaymentProvider } from '../../src/modules/payment/provider/index.ts';
import type { PaymentProvider } from '../../src/modules/payment/provider/port.ts';
import type { ReferenceSums } from '../../src/modules/payment/provider/test-provider-api.ts';
import { startPaymentProvider } from '../../src/roles/payment-provider/index.ts';

export const usd = (amount: number) => ({ amount, currency: 'USD' });
export const newKey = (): string => `attempt:${randomUUID()}`;

/** A folder of this test's own, removed after it. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'cartwright-payment-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

export type Running = {
  url: string;
  dataFile: string;
  client: PaymentProvider;
  stop(): Promise<void>;
};

/** The real provider on a free port with a ledger of its own (or that of an earlier one), and a client for it. */
export const runProvider = async ({
  authoriseDeadlineMs = 8_000,
  dataFile,
  port = 0,
}: {
  authoriseDeadlineMs?: number;
  dataFile?: string;
  port?: number;
} = {}): Promise<Running> => {
  const file = dataFile ?? join(await temporaryFolder(), 'ledger.sqlite');
  const { url, stop } = await startPaymentProvider({ port, dataFile: file });
  let stopped = false;
  const stopOnce = async () => {
    if (stopped) return;
    stopped = true;
    await stop();
  };
  onTestFinished(stopOnce);
  return { url, dataFile: file, client: createPaymentProvider({ url, authoriseDeadlineMs }), stop: stopOnce };
};

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      if (address === null || typeof address === 'string') return reject(new Error('no port'));
      probe.close(() => resolve(address.port));
    });
  });

export const get = async <Body>(url: string): Promise<Body> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
};

export const sumsOf = async (url: string, reference: string): Promise<ReferenceSums[]> => {
  const query = new URLSearchParams({ reference });
  return (await get<{ items: ReferenceSums[] }>(`${url}/v1/ledger/references?${query}`)).items;
};

/** Every record of the ledger, page by page. */
export const wholeLedger = async (
  url: string,
  limit = 500,
): Promise<{ sequence: number; key: string; reference: string; outcome: string }[]> => {
  type Page = {
    items: { sequence: number; key: string; reference: string; outcome: string }[];
    nextCursor: string | null;
  };
  const items: Page['items'] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await get(
      `${url}/v1/ledger?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
};

/** Polls until the condition holds; fails after the deadline. */
export const eventually = async (condition: () => boolean, deadlineMs = 5_000): Promise<void> => {
  const endMs = performance.now() + deadlineMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
