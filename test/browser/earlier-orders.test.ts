import { createHash } from 'node:crypto';
import { store } from '@cartwright/contract';
import { expect, it } from 'vitest';
import {
  ensureOrderPartitions,
  type HistoricOrder,
  historicOrderId,
  recordHistory,
  recordReturns,
} from '../../packages/engine/src/modules/order/index.ts';
import { transaction } from '../../packages/engine/src/platform/postgres.ts';
import { openEngine } from '../support/engine.ts';
import { overhang } from './steps.ts';
import { openBrowser, openStorefront } from './storefront.ts';

const PASSWORD = 'correct horse battery staple';
const LINES = 250;
const EMAIL = 'ada@example.com';

const engine = await openEngine();
const signedUp = await engine.client.call(store.signUp, { body: { email: EMAIL, password: PASSWORD } });
const { customer } = signedUp.body;
if (customer === null) throw new Error('The account has no customer.');
const long = earlierOrder('long', LINES, new Date('2021-03-04T10:00:00Z'));
const returned = earlierOrder('returned', 2, new Date('2021-04-05T10:00:00Z'));
await ensureOrderPartitions(engine.database, { from: long.placedAt, to: new Date() });
await transaction(engine.database, async (tx) => {
  await recordHistory(tx, [long, returned]);
  await recordReturns(tx, [
    {
      source: returned.source,
      references: [{ reference: 'returned/1', contentSha256: sha256('returned/1') }],
      orderId: historicOrderId(returned),
      at: new Date('2021-04-20T10:00:00Z'),
      reason: 'Too small',
      lines: returned.lines.map(({ quantity }, index) => ({ position: index + 1, quantity })),
      shippingAmount: 0,
      amount: 500,
      currency: 'USD',
      data: {},
    },
  ]);
});
const visit = await openBrowser(await openStorefront(engine.url));

it('tells of orders from earlier records in plain words, however long they are', {
  timeout: 90_000,
}, async () => {
  const { page, complaints } = await visit();
  await page.goto('/sign-in?next=/orders');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your orders' }).waitFor();
  const rows = page.getByRole('main').getByRole('listitem');
  await rows.filter({ hasText: 'Returned' }).waitFor();
  expect(await overhang(page)).toBe(0);

  await rows.filter({ hasText: 'Completed' }).getByRole('link').click();
  await page.getByRole('heading', { name: 'This order was completed' }).waitFor();
  await page.getByText('Ordered, says our earlier record').waitFor();
  const last = page.getByText(`Thing ${LINES}`, { exact: true });
  expect(await last.isVisible()).toBe(false);
  await page.getByText(`${LINES - 12} more lines`).click();
  await last.scrollIntoViewIfNeeded();
  expect(await last.isVisible()).toBe(true);
  expect(await overhang(page)).toBe(0);

  await page.goto(`/orders/${historicOrderId(returned)}`);
  await page.getByRole('heading', { name: 'This order came back to us' }).waitFor();
  await page.getByText('Part of the money went back to you.').waitFor();
  await page.getByText('Came back, says our earlier record').waitFor();
  expect(complaints).toEqual([]);
});

function earlierOrder(reference: string, lines: number, placedAt: Date): HistoricOrder {
  return {
    source: 'a till',
    reference,
    status: 'fulfilled',
    customerId: customer?.customerId ?? null,
    email: EMAIL,
    shippingAddress: {
      name: 'Ada Lovelace',
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4JH',
      country: 'GB',
    },
    currency: 'USD',
    lines: Array.from({ length: lines }, (_, index) => ({
      sku: `THING-${index + 1}`,
      productId: `thing-${index + 1}`,
      title: `Thing ${index + 1}`,
      quantity: 1,
      unitPrice: 500,
    })),
    shippingTotal: 0,
    placedAt,
    contentSha256: sha256(reference),
    data: {},
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
