import { expect, it } from 'vitest';
import { guest } from '../../packages/engine/test/http/shop.ts';
import { claim, order } from '../../packages/engine/test/sale/sale.ts';
import { join, openRoom, untilState } from '../../packages/engine/test/waiting-room/room.ts';
import { openEngine } from '../support/engine.ts';
import { putOnShelf } from './shelf.ts';
import { overhang } from './steps.ts';
import { openBrowser, openStorefront } from './storefront.ts';

const engine = await openEngine({ waitingRoomTickMs: 100 });
const visit = await openBrowser(await openStorefront(engine.url));
const shelf = (title: string) => putOnShelf(engine, title, { onHand: 30 });

it('a shopper takes a place, keeps it across reloads, and claims when it is her turn', {
  timeout: 90_000,
}, async () => {
  const { saleId } = await openRoom(engine, {
    sku: await shelf('Early Lamp'),
    startsAt: new Date(Date.now() + 15_000),
  });
  for (let before = 0; before < 3; before += 1) await join(await guest(engine), saleId);
  const { page, complaints } = await visit();
  await page.goto(`/sales/${saleId}`);
  await page.getByRole('button', { name: 'Take a place in line' }).click();
  await page.getByText('3 ahead of you').waitFor();
  expect(await overhang(page)).toBe(0);
  await page.reload();
  await page.getByText('3 ahead of you').waitFor();
  await page.getByRole('heading', { name: 'It is your turn' }).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Claim for' }).click();
  await page.getByText('Held for you until').waitFor();
  expect(complaints).toEqual([]);
});

it('who waits is told at once that all is sold', { timeout: 90_000 }, async () => {
  const { saleId } = await openRoom(engine, {
    sku: await shelf('Only Lamp'),
    allocation: 1,
    perBuyerLimit: 1,
  });
  const fast = await guest(engine);
  const { admissionToken = '' } = await untilState(fast, saleId);
  const { body } = await claim(fast, saleId, { admissionToken });
  const { page } = await visit();
  await page.goto(`/sales/${saleId}`);
  await page.getByRole('button', { name: 'Take a place in line' }).click();
  await page.getByText('You are next').waitFor();
  await order(fast, body.cartId);
  await page.getByRole('heading', { name: 'Sold out' }).waitFor({ timeout: 3_000 });
});

it('the line works without JavaScript', { timeout: 90_000 }, async () => {
  const { saleId } = await openRoom(engine, { sku: await shelf('Plain Lamp') });
  const { page } = await visit({ javaScriptEnabled: false });
  await page.goto(`/sales/${saleId}`);
  await page.getByRole('button', { name: 'Take a place in line' }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.getByRole('heading', { name: 'It is your turn' }).isVisible();
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  await page.getByRole('button', { name: 'Claim for' }).click();
  await page.getByText('Held for you until').waitFor();
});
