import { admin, type Problem, type ShownImage, store, type UploadedPicture } from '@cartwright/contract';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { bomb, photograph, redAndBlue } from '../catalog/drawing.ts';
import { guest, sell } from './shop.ts';

const engine = await openEngine();
const owner = engine.as(engine.staffKey);

const send = (body: Buffer | string, headers: Record<string, string> = {}) =>
  fetch(`${engine.url}/v1/admin/media`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${engine.staffKey}`,
      'content-type': 'application/octet-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
const upload = async (bytes: Buffer): Promise<UploadedPicture> => {
  const answer = await send(bytes);
  expect(answer.status).toBe(201);
  return (await answer.json()) as UploadedPicture;
};
const problem = async (body: Buffer | string): Promise<Problem> =>
  (await (await send(body)).json()) as Problem;

describe('an upload', () => {
  it('answers where the picture and its copies are, and each is served for ever', async () => {
    const picture = await upload(await photograph(1_000, 700));
    expect(picture).toMatchObject({ width: 700, height: 1_000 });
    expect(picture.sizes.map(({ width }) => width)).toEqual([160, 320, 640]);
    for (const { url, width } of [picture, ...picture.sizes]) {
      const answer = await fetch(url);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.headers.get('content-type')).toBe(width === 700 ? 'image/jpeg' : 'image/webp');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect((await sharp(bytes).metadata()).width).toBe(width);

      const head = await fetch(url, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(bytes.length));
      expect((await head.arrayBuffer()).byteLength).toBe(0);

      const etag = answer.headers.get('etag') ?? '';
      for (const known of [etag, `W/${etag}`, `"another", ${etag}`]) {
        const again = await fetch(url, { headers: { 'if-none-match': known } });
        expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
      }
      expect((await fetch(url, { headers: { 'if-none-match': '"another"' } })).status).toBe(200);
    }
    expect((await fetch(`${picture.url}x`)).status).toBe(404);
  });

  it('again, also by two at once, is the same picture', async () => {
    const bytes = await redAndBlue(900, 300).png().toBuffer();
    const [one, two] = await Promise.all([upload(bytes), upload(bytes)]);
    expect(two).toEqual(one);
    expect(await upload(bytes)).toEqual(one);
  });

  it('that is no picture that can be shown is refused with what to do, and nothing is kept', async () => {
    const count = async () =>
      (await engine.database.query('SELECT count(*) FROM catalog.media, staff.audit')).rows;
    const before = await count();
    const png = await redAndBlue(600, 400).png().toBuffer();
    const cut = png.subarray(0, png.length - 40);
    expect(await problem(cut)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      detail: 'The picture is damaged or cut short. Open it, save it again, and send that.',
    });
    expect(await problem(await bomb())).toMatchObject({ status: 413, code: 'body-too-large' });
    expect(await problem('<svg xmlns="http://www.w3.org/2000/svg"/>')).toMatchObject({ status: 415 });
    expect(await count()).toEqual(before);
  });

  it('is for staff who may change the catalogue', async () => {
    const bytes = await redAndBlue(20, 20).png().toBuffer();
    expect((await send(bytes, { authorization: 'Bearer nobody' })).status).toBe(401);
  });
});

describe('products with pictures of the shop', () => {
  it('bring the sizes wherever they are shown: by themselves, in lists and in carts', async () => {
    const { url, width, height, sizes } = await upload(await redAndBlue(800, 400).jpeg().toBuffer());
    const other = await upload(await redAndBlue(400, 900).webp().toBuffer());
    const away = { url: 'https://elsewhere.test/a.jpg', alt: 'elsewhere' };
    const expected: ShownImage = { url, alt: 'both halves', width, height, sizes };
    const price = { amount: 500, currency: 'USD' };
    const { productId } = await sell(engine, {
      over: {
        images: [{ url, alt: 'both halves' }, away, { url: other.url, alt: 'high' }],
        variants: [
          { sku: 'plain', price, onHand: 5 },
          { sku: 'high', price, imageUrl: other.url, onHand: 5 },
          { sku: 'far', price, imageUrl: away.url, onHand: 5 },
        ],
      },
    });
    const { body: product } = await engine.client.call(store.getProduct, { params: { productId } });
    expect(product.images).toEqual([expected, away, { ...other, alt: 'high' }]);
    expect(product.variants.map(({ imageUrl }) => imageUrl)).toEqual([null, other.url, away.url]);

    const { body: list } = await engine.client.call(store.listProducts, { query: {} });
    expect(list.items.find((item) => item.productId === productId)?.image).toEqual(expected);

    const ada = await guest(engine);
    const { cartId } = await ada.cartWith('plain');
    for (const sku of ['high', 'far'])
      await ada.client.call(store.setCartLine, { params: { cartId, sku }, body: { quantity: 1 } });
    const { body: cart } = await ada.client.call(store.getCart, { params: { cartId } });
    expect(cart.lines.map(({ image }) => image)).toEqual([expected, { ...other, alt: 'high' }, away]);
  });

  it('go out and come back in as they are', async () => {
    const { url } = await upload(await redAndBlue(333, 111).png().toBuffer());
    const price = { amount: 500, currency: 'USD' };
    const { productId } = await sell(engine, {
      over: { images: [{ url, alt: '' }], variants: [{ sku: 'there', price, imageUrl: url }] },
    });
    const params = { productId };
    const before = (await owner.call(admin.getProduct, { params })).body;
    const { availableToSell: _, ...variant } = before.variants[0] ?? { sku: 'there', price };
    const { images } = before;
    const body = { title: before.title, handle: before.handle, images, variants: [variant] };
    const after = (await owner.call(admin.putProduct, { params, body })).body;
    expect({ ...after, updatedAt: null }).toEqual({ ...before, updatedAt: null });
  });
});
