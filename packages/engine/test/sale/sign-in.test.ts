import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { guest, sell, shopper, signUp } from '../http/shop.ts';
import { claim, openSale, order, problemOf, saleOf } from './sale.ts';

const engine = await openEngine();

type Guest = Awaited<ReturnType<typeof guest>>;
type Account = Awaited<ReturnType<typeof signUp>>;

const signIn = async (who: Guest, account: Account) => {
  const body = { email: account.customer?.email ?? '', password: account.password };
  return shopper(engine, (await who.client.call(store.signIn, { body })).body.token);
};
const linesOf = async (who: Pick<Guest, 'client'>, cartId: string) =>
  (await who.client.call(store.getCart, { params: { cartId } })).body.lines;
const current = async (who: Pick<Guest, 'client'>) => (await who.client.call(store.currentCart)).body;

describe('a guest with claims who signs in', () => {
  it('keeps every cart of them, and can let go of each', async () => {
    const [first, second] = [await openSale(engine), await openSale(engine)];
    const ada = await guest(engine);
    const one = (await claim(ada, first.saleId)).body;
    const two = (await claim(ada, second.saleId)).body;
    const customer = await signIn(ada, await signUp(engine));
    expect(await linesOf(customer, one.cartId)).toMatchObject([{ sku: first.sku, quantity: 1 }]);
    expect(await linesOf(customer, two.cartId)).toMatchObject([{ sku: second.sku, quantity: 1 }]);
    await customer.client.call(store.removeCartLine, { params: { cartId: one.cartId, sku: first.sku } });
    expect((await claim(customer, first.saleId)).status).toBe(201);
  });

  it('finds what her older cart held beside the claim', async () => {
    const { saleId, sku } = await openSale(engine);
    const saved = await sell(engine);
    const account = await signUp(engine);
    await shopper(engine, account.token).cartWith(saved.sku, 2);
    const ada = await guest(engine);
    const { cartId } = (await claim(ada, saleId)).body;
    const customer = await signIn(ada, account);
    expect(await current(customer)).toMatchObject({
      cartId,
      lines: expect.arrayContaining([
        expect.objectContaining({ sku, quantity: 1 }),
        expect.objectContaining({ sku: saved.sku, quantity: 2 }),
      ]),
    });
  });

  it('finds what she gathered as a guest beside the claim that she had', async () => {
    const { saleId, sku } = await openSale(engine);
    const gathered = await sell(engine);
    const account = await signUp(engine);
    const { cartId } = (await claim(shopper(engine, account.token), saleId)).body;
    const ada = await guest(engine);
    await ada.cartWith(gathered.sku, 3);
    const customer = await signIn(ada, account);
    const { lines, ...cart } = await current(customer);
    expect(cart.cartId).toBe(cartId);
    expect(lines.map((line) => [line.sku, line.quantity]).sort()).toEqual(
      [
        [sku, 1],
        [gathered.sku, 3],
      ].sort(),
    );
  });

  it('keeps the claim in sight that lives, and what lay beside one that is over', async () => {
    const [over, live] = [await openSale(engine, { holdSeconds: 1 }), await openSale(engine)];
    const saved = await sell(engine);
    const account = await signUp(engine);
    const before = shopper(engine, account.token);
    const { cartId } = (await claim(before, over.saleId)).body;
    const params = { cartId, sku: saved.sku };
    await before.client.call(store.setCartLine, { params, body: { quantity: 2 } });
    await until(async () => (await saleOf(engine, over.saleId)).remaining === 10, {
      deadlineMs: 5_000,
      what: 'the claim to expire',
    });
    const ada = await guest(engine);
    const claimed = (await claim(ada, live.saleId)).body;
    const cart = await current(await signIn(ada, account));
    expect(cart.cartId).toBe(claimed.cartId);
    expect(cart.lines.map((line) => [line.sku, line.quantity]).sort()).toEqual(
      [
        [live.sku, 1],
        [saved.sku, 2],
      ].sort(),
    );
  });

  it('finds her older cart again once the claim’s, which waited for its payment, is paid', async () => {
    const { saleId } = await openSale(engine);
    const saved = await sell(engine);
    const account = await signUp(engine);
    const older = await shopper(engine, account.token).cartWith(saved.sku, 2);
    const ada = await guest(engine);
    const { cartId } = (await claim(ada, saleId)).body;
    const declined = order(ada, cartId, { token: 'tok_declined' });
    expect(await problemOf(declined)).toMatchObject({ status: 402 });
    const customer = await signIn(ada, account);
    expect((await customer.checkout(cartId)).status).toBe(201);
    expect(await current(customer)).toMatchObject({ cartId: older.cartId, lines: [{ sku: saved.sku }] });
  });
});
