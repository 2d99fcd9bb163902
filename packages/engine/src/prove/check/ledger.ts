/** What the test provider's own ledger says it has done, asked of it and of nobody else. */
import type { ReferenceSums } from '../../modules/payment/provider/test-provider-api.ts';

const PAGE = 500;
const PAGES_MAX = 20_000;
const ASK_MS = 10_000;

/** By reference, which is an order's id. Throws when the provider does not answer as it should. */
export const readLedger = async (ledgerUrl: string): Promise<Map<string, ReferenceSums>> => {
  const sums = new Map<string, ReferenceSums>();
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const url = new URL('/v1/ledger/references', ledgerUrl);
    url.searchParams.set('limit', String(PAGE));
    if (cursor !== null) url.searchParams.set('cursor', cursor);
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
    if (!answer.ok) throw new Error(`The provider's ledger answers ${answer.status} at ${url.origin}`);
    const body = (await answer.json()) as { items: ReferenceSums[]; nextCursor: string | null };
    for (const item of body.items) sums.set(item.reference, item);
    cursor = body.nextCursor;
    if (cursor === null) return sums;
  }
  throw new Error(`The provider's ledger has more than ${PAGE * PAGES_MAX} references`);
};
