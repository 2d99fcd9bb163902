import { admin, type Product } from '@cartwright/contract';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import type { TestEngine } from '../support/engine.ts';

/** A chair in two colours and two sizes; oak in large is not made, walnut in small is sold out. */
export const CHAIR = { title: 'Spindle Chair', price: 12_500 };

/** Puts a chair and other things on the shelf: enough for a second page of the list. */
export const stockShelf = async (engine: TestEngine): Promise<void> => {
  await make(engine, CHAIR.title, {
    categoryPath: ['Furniture', 'Chairs'],
    variants: [chair('Oak', 'Small', 20), chair('Walnut', 'Small', 0), chair('Walnut', 'Large', 20)],
  });
  for (let index = 1; index <= 25; index += 1) await putOnShelf(engine, `Stool No. ${index}`, { onHand: 50 });
};

/** What no line holds: a title of one word, and pictures that nobody has. */
export const putWideThing = (engine: TestEngine) =>
  engine.as(engine.staffKey).call(admin.createProduct, {
    body: {
      title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      handle: 'wide-thing',
      description: `<p>https://example.com/${'without-a-break'.repeat(20)}</p><table><tr>${'<td>wide cell</td>'.repeat(30)}</tr></table>`,
      images: [{ url: 'http://127.0.0.1:1/none.jpg', alt: 'None' }],
      attributes: { Word: 'x'.repeat(300) },
      variants: [
        {
          sku: `WIDE/${'x'.repeat(100)} ?&#%`,
          price: { amount: 9_999_999_999, currency: 'USD' },
          onHand: 5,
        },
      ],
    },
  });

/** One thing with one variant; its SKU. */
export const putOnShelf = async (
  engine: TestEngine,
  title: string,
  options: { onHand: number; price?: number },
): Promise<string> => {
  const sku = `SKU-${newId()}`;
  const { onHand, price = 2_000 } = options;
  await make(engine, title, {
    categoryPath: ['Furniture', 'Stools'],
    variants: [{ sku, price: { amount: price, currency: 'USD' }, onHand }],
  });
  return sku;
};

/** Gives everything of a product another price. */
export const reprice = async (engine: TestEngine, handle: string, price: number): Promise<void> => {
  const staff = engine.as(engine.staffKey);
  const product: Product = (await staff.call(admin.getProduct, { params: { productId: handle } })).body;
  await staff.call(admin.putProduct, {
    params: { productId: product.productId },
    body: {
      title: product.title,
      handle: product.handle,
      categoryPath: product.categoryPath,
      variants: product.variants.map(({ sku, options }) => ({
        sku,
        options,
        price: { amount: price, currency: 'USD' },
      })),
    },
  });
};

/** Counts what is there of a SKU. */
export const count = (engine: TestEngine, sku: string, onHand: number) =>
  engine.as(engine.staffKey).call(admin.putStock, { params: { sku }, body: { onHand } });

type Goods = Pick<Parameters<typeof body>[1], 'categoryPath' | 'variants'>;

const make = (engine: TestEngine, title: string, goods: Goods) =>
  engine.as(engine.staffKey).call(admin.createProduct, { body: body(title, goods) });

const body = (
  title: string,
  goods: {
    categoryPath: string[];
    variants: {
      sku: string;
      options?: Record<string, string>;
      price: { amount: number; currency: string };
      onHand: number;
    }[];
  },
) => ({
  title,
  handle: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
  description: `<p>${title}, made by <b>hand</b>.</p>`,
  brand: 'Wright & Daughters',
  attributes: { Material: 'Wood' },
  ...goods,
});

const chair = (colour: string, size: string, onHand: number) => ({
  sku: `CHAIR-${colour}-${size}`,
  options: { Colour: colour, Size: size },
  price: { amount: CHAIR.price, currency: 'USD' },
  onHand,
});
