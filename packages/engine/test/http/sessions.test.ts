import { ApiProblem, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, sell, shopper, signUp } from './shop.ts';

const engine = await openEngine({ allowedOrigins: ['http://shop.example'] });

const statusOf = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error: unknown) => (error instanceof ApiProblem ? error.status : Promise.reject(error)),
  );

const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

describe('the time', () => {
  it('comes to the millisecond with every answer', async () => {
    const before = Date.now();
    for (const path of ['/v1/sales', '/v1/nothing', '/healthz']) {
      const told = Number((await fetch(engine.url + path)).headers.get('cartwright-time'));
      expect(told).toBeGreaterThanOrEqual(before);
      expect(told).toBeLessThanOrEqual(Date.now());
    }
  });
});

describe('an e-mail address', () => {
  it('with an invisible character in it is refused', async () => {
    const body = { email: 'ada@ex\u200bample.com', password: 'a long enough password' };
    expect(await statusOf(engine.client.call(store.signUp, { body }))).toBe(400);
  });
});

describe('a session', () => {
  it('is made implicitly and told as header and cookie', async () => {
    const answer = await fetch(`${engine.url}/v1/carts`, { method: 'POST' });
    expect(answer.status).toBe(201);
    const token = answer.headers.get('cartwright-session') ?? '';
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    const { cartId } = (await answer.json()) as { cartId: string };
    expect((await engine.as(token).call(store.getCart, { params: { cartId } })).body.cartId).toBe(cartId);
  });

  it('forged as Bearer is 401; unknown as a cookie it is replaced', async () => {
    const { token } = await guest(engine);
    const forged = `${token.slice(0, -4)}AAAA`;
    expect(await statusOf(engine.as(forged).call(store.listOrders))).toBe(401);
    expect(await statusOf(engine.as(forged).call(store.createSession))).toBe(401);
    const name = cookieOf(await fetch(`${engine.url}/v1/session`, { method: 'POST' })).split('=')[0];
    const answer = await fetch(`${engine.url}/v1/orders`, { headers: { cookie: `${name}=${forged}` } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cartwright-session')).not.toBeNull();
  });

  it('by cookie needs an allowed Origin for what changes something, and Bearer wins', async () => {
    const cookie = cookieOf(await fetch(`${engine.url}/v1/session`, { method: 'POST' }));
    const post = (headers: Record<string, string>) =>
      fetch(`${engine.url}/v1/carts`, { method: 'POST', headers: { cookie, ...headers } });
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: 'http://evil.example' })).status).toBe(403);
    const allowed = await post({ origin: 'http://shop.example' });
    expect(allowed.status).toBe(201);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    const { token } = await guest(engine);
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(201);
    const foreign = await fetch(`${engine.url}/v1/session`, { headers: { origin: 'http://evil.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('an account', () => {
  it('is made once per e-mail, in any case, and says the same of unknown e-mails and wrong passwords', async () => {
    const session = await signUp(engine);
    const email = session.customer?.email ?? '';
    const body = { email: email.toUpperCase(), password: 'another password' };
    await expect(engine.client.call(store.signUp, { body })).rejects.toMatchObject({
      problem: { status: 409, code: 'email-taken' },
    });
    const refusals = await Promise.all(
      [body, { email: 'nobody@example.com', password: 'another password' }].map((credentials) =>
        engine.client.call(store.signIn, { body: credentials }).catch((error: ApiProblem) => error.problem),
      ),
    );
    expect(refusals[0]).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(refusals[0]).toEqual(refusals[1]);
    const { body: again } = await engine.client.call(store.signIn, {
      body: { email, password: session.password },
    });
    expect(again.customer).toEqual(session.customer);
  });

  it('takes over the guest’s cart and orders; the guest’s token ends', async () => {
    const { sku } = await sell(engine, { onHand: 100 });
    const { sku: other } = await sell(engine, { onHand: 100 });
    const customer = await signUp(engine);
    await shopper(engine, customer.token).cartWith(other, 3);
    const ada = await guest(engine);
    const { body: order } = await ada.checkout((await ada.cartWith(sku)).cartId);
    const cart = await ada.cartWith(sku, 2);
    const { body: entered } = await ada.client.call(store.signIn, {
      body: { email: customer.customer?.email ?? '', password: customer.password },
    });
    expect(await statusOf(ada.client.call(store.listOrders))).toBe(401);
    const her = engine.as(entered.token);
    const merged = (await her.call(store.getCart, { params: { cartId: cart.cartId } })).body;
    expect(merged.lines.map((line) => [line.sku, line.quantity]).sort()).toEqual(
      [
        [sku, 2],
        [other, 3],
      ].sort(),
    );
    expect((await her.call(store.currentCart)).body.cartId).toBe(cart.cartId);
    expect((await her.call(store.listOrders)).body.items.map(({ orderId }) => orderId)).toEqual([
      order.orderId,
    ]);
    // The next device finds all of it by signing in.
    const { body: elsewhere } = await engine.client.call(store.signIn, {
      body: { email: customer.customer?.email ?? '', password: customer.password },
    });
    expect((await engine.as(elsewhere.token).call(store.currentCart)).body.cartId).toBe(cart.cartId);
  });

  it('signed out, its token has ended', async () => {
    const session = await signUp(engine);
    const client = engine.as(session.token);
    expect((await client.call(store.getSession)).body.customer?.email).toBe(session.customer?.email);
    await client.call(store.signOut);
    expect(await statusOf(client.call(store.getSession))).toBe(401);
  });

  it('cannot be guessed at by trying on', async () => {
    const hasty = await openEngine({ authAttemptsPerMinute: 3 });
    const email = `${newId()}@example.com`;
    const attempt = () =>
      statusOf(hasty.client.call(store.signIn, { body: { email, password: 'wrong password' } }));
    expect([await attempt(), await attempt(), await attempt(), await attempt()]).toEqual([
      401, 401, 401, 429,
    ]);
  });
});
