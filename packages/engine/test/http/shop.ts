import { admin, type ProductInput, type Session, store } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { newId } from '../../src/shared/ids.ts';

const ADDRESS = {
  name: 'Ada Lovelace',
  line1: '1 Main St',
  city: 'London',
  postalCode: 'N1 7AA',
  country: 'GB',
};

export const details = (token = 'tok_ok') => ({
  email: 'ada@example.com',
  shippingAddress: ADDRESS,
  payment: { token },
});

/** A product of one variant that is sold, with its SKU. */
export const sell = async (
  engine: TestEngine,
  product: { onHand?: number; price?: number; over?: Partial<ProductInput> } = {},
): Promise<{ productId: string; sku: string }> => {
  const sku = `SKU-${newId()}`;
  const { body } = await engine.as(engine.staffKey).call(admin.createProduct, {
    body: {
      title: `Thing ${sku}`,
      variants: [
        { sku, price: { amount: product.price ?? 2_500, currency: 'USD' }, onHand: product.onHand ?? 10 },
      ],
      ...product.over,
    },
  });
  return { productId: body.productId, sku };
};

/** A guest with a session of her own. */
export const guest = async (engine: TestEngine) => {
  const { body } = await engine.client.call(store.createSession);
  return { ...shopper(engine, body.token), sessionId: body.sessionId };
};

/** What a shopper with a token does. */
export const shopper = (engine: TestEngine, token: string) => {
  const client = engine.as(token);
  return {
    token,
    client,
    cartWith: async (sku: string, quantity = 1) =>
      (await client.call(store.createCart, { body: { lines: [{ sku, quantity }] } })).body,
    checkout: (cartId: string, over: { key?: string; token?: string; prefer?: string } = {}) =>
      client.call(store.checkoutCart, {
        params: { cartId },
        body: details(over.token),
        headers: {
          'idempotency-key': over.key ?? newId(),
          ...(over.prefer === undefined ? {} : { prefer: over.prefer }),
        },
      }),
  };
};

export const signUp = async (
  engine: TestEngine,
  from: { token?: string } = {},
): Promise<Session & { password: string }> => {
  const password = 'correct horse battery';
  const client = from.token === undefined ? engine.client : engine.as(from.token);
  const { body } = await client.call(store.signUp, { body: { email: `${newId()}@example.com`, password } });
  return { ...body, password };
};
