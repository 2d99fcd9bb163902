import { ApiProblem, admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { processContext } from '../../../../test/support/money.ts';
import { sweepOnce } from '../../src/processes/sweeper.ts';
import { signUp } from '../http/shop.ts';
import { completed, countOf, everything, importing } from './importing.ts';
import { logOf, row } from './order-log.ts';
import { TRAP_LOG } from './traps.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);
const { database } = engine;

// Somebody who knows how imported customers are called is there before them.
const early = await signUpAs('customer-99001@imported.invalid');
completed(await importing(database)(TRAP_LOG, { onHand: 7 }));
completed(await importing(database)(logOf([row({ invoice: '900100', customer: '99001' })])));
const before = await everything(database);

async function signUpAs(email: string) {
  return engine.client
    .call(store.signUp, { body: { email, password: 'correct horse battery' } })
    .then(({ body }) => body.token)
    .catch((error: unknown) => {
      if (error instanceof ApiProblem) return undefined;
      throw error;
    });
}

const orderId = async (reference: string): Promise<string> => {
  const { rows } = await database.query<{ order_id: string }>(
    'SELECT order_id FROM orders.imported WHERE reference = $1',
    [reference],
  );
  return rows[0]?.order_id ?? '';
};

describe('imported orders', () => {
  it('are left alone by the sweeper, and the provider hears of none', async () => {
    const context = processContext({ database, providerUrl: engine.providerUrl });
    for (let sweep = 0; sweep < 3; sweep += 1) await sweepOnce(context);
    expect(await everything(database)).toEqual(before);
    const ledger = await fetch(`${engine.providerUrl}/v1/ledger/references`);
    expect(await ledger.json()).toMatchObject({ items: [] });
  });

  it('move no stock', async () => {
    expect(await countOf(database, 'inventory.movement WHERE order_id IS NOT NULL')).toBe(0);
    expect(
      await countOf(database, `inventory.movement WHERE kind <> 'receipt' AND kind <> 'adjustment'`),
    ).toBe(0);
    expect(await countOf(database, 'inventory.stock WHERE on_hand <> 7 OR allocated <> 0')).toBe(0);
  });

  it('are shown to the staff as any other', async () => {
    const shown = async (reference: string) =>
      (await staff.call(admin.getOrder, { params: { orderId: await orderId(reference) } })).body;
    expect(await shown('1001')).toMatchObject({
      status: 'fulfilled',
      email: 'customer-17850@imported.invalid',
      subtotal: { amount: 2_040, currency: 'GBP' },
      shippingTotal: { amount: 1_800, currency: 'GBP' },
      total: { amount: 3_840, currency: 'GBP' },
      payment: { status: 'partiallyRefunded' },
      placedAt: '2010-12-01T08:26:00.000Z',
      timeline: [{ event: 'imported' }, { event: 'imported' }],
    });
    expect(await shown('1006')).toMatchObject({ status: 'refunded', payment: { status: 'refunded' } });
    expect(await shown('1029')).toMatchObject({
      status: 'returned',
      payment: { status: 'partiallyRefunded' },
    });
    expect(await shown('1004')).toMatchObject({ status: 'fulfilled', payment: { status: 'captured' } });
    expect((await shown('1001')).payUntil).toBeUndefined();
  });

  it('are listed by date, status and e-mail', async () => {
    const listed = async (query: Record<string, string>) =>
      (await staff.call(admin.listOrders, { query })).body.items.map(({ placedAt }) => placedAt.slice(0, 10));
    expect(await listed({ email: 'customer-17850@imported.invalid' })).toEqual(['2010-12-03', '2010-12-01']);
    expect(await listed({ status: 'returned' })).toEqual(['2010-12-06']);
    expect(await listed({ from: '2010-12-02T00:00:00Z', to: '2010-12-04T00:00:00Z' })).toEqual([
      '2010-12-03',
      '2010-12-03',
      '2010-12-02',
    ]);
  });
});

describe('an imported customer', () => {
  it('cannot be signed in as, with any password', async () => {
    for (const password of ['', 'x', 'null', 'correct horse battery', '17850']) {
      const call = engine.client.call(store.signIn, {
        body: { email: 'customer-17850@imported.invalid', password },
      });
      await expect(call).rejects.toMatchObject({ problem: { status: password === '' ? 400 : 401 } });
    }
  });

  it('cannot be taken over by signing up with the e-mail', async () => {
    for (const email of ['customer-17850@imported.invalid', 'CUSTOMER-17850@imported.invalid'])
      expect(await signUpAs(email)).toBeUndefined();
    expect(await everything(database)).toEqual(before);
  });

  it('has her orders to herself, though somebody signed up with her e-mail before the import', async () => {
    if (early === undefined) return;
    const { body } = await engine.as(early).call(store.listOrders);
    expect(body.items).toEqual([]);
  });
});

describe('orders of nobody', () => {
  it('are not of whoever signs up', async () => {
    await signUpAs('unnamed@imported.invalid');
    const { token } = await signUp(engine);
    expect((await engine.as(token).call(store.listOrders)).body.items).toEqual([]);
    const nobody = await engine.client
      .call(store.signIn, { body: { email: 'unnamed@imported.invalid', password: 'correct horse battery' } })
      .then(
        ({ body }) => engine.as(body.token).call(store.listOrders),
        () => undefined,
      );
    expect(nobody?.body.items ?? []).toEqual([]);
  });
});
