import { ProductInput } from '@cartwright/contract';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SEED,
  DEFAULT_SIZE,
  DEPARTMENTS,
  type DemoProduct,
  generateProducts,
  kindCount,
} from '../../src/demo/index.ts';
import { NAMES, turnOf } from '../../src/demo/names.ts';
import { PRICE_MAX, PRICE_MIN, priceUpTo } from '../../src/demo/pricing.ts';

const SVG_BYTES_MAX = 6_000;
const shop = [...generateProducts({ seed: DEFAULT_SEED, size: DEFAULT_SIZE })];
const products = shop.map(({ product }) => product);
const variants = products.flatMap((product) => product.variants);

describe('the demo shop', () => {
  it('is the same for the same seed, and another for another', () => {
    const again = [...generateProducts({ seed: DEFAULT_SEED, size: DEFAULT_SIZE })];
    expect(again.map(plain)).toEqual(shop.map(plain));
    const other = [...generateProducts({ seed: 'another', size: 20 })].map(({ product }) => product);
    const ids = new Set(products.map(({ productId }) => productId));
    expect(other.filter(({ productId }) => ids.has(productId))).toEqual([]);
  });

  it('begins with the same products at every size', () => {
    const small = [...generateProducts({ seed: DEFAULT_SEED, size: 80 })];
    expect(small.map(plain)).toEqual(shop.slice(0, 80).map(plain));
  });

  it('keeps to the contract of the API', () => {
    const schema = Compile(ProductInput);
    for (const product of products) expect(schema.Errors(product), product.title).toEqual([]);
  });

  it('names no two things alike, in tens of thousands', { timeout: 60_000 }, () => {
    const seen = { ids: new Set(), handles: new Set(), titles: new Set(), skus: new Set<string>() };
    let skuCount = 0;
    const size = 40_000;
    for (const { product } of generateProducts({ seed: 'large', size })) {
      seen.ids.add(product.productId);
      seen.handles.add(product.handle);
      seen.titles.add(product.title);
      for (const { sku } of product.variants) seen.skus.add(sku);
      skuCount += product.variants.length;
    }
    expect([seen.ids.size, seen.handles.size, seen.titles.size]).toEqual([size, size, size]);
    expect(seen.skus.size).toBe(skuCount);
  });

  it('uses every name of a pool before a design is numbered', () => {
    for (const pool of ['field', 'home', 'studio'] as const) {
      const names = NAMES[pool].split(' ');
      expect(new Set(names).size).toBe(names.length);
      const walked = names.map((_, turn) => turnOf({ turn, styleCount: 1, pool, offset: 7 }).name);
      expect(new Set(walked).size).toBe(names.length);
    }
  });

  it('has readable handles and SKUs', () => {
    for (const { handle } of products) expect(handle).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    for (const { sku } of variants) expect(sku).toMatch(/^[A-Z]+-[A-Z]+-\d{4,}-[A-Z]{3}(-[A-Z0-9–]+)?$/);
  });

  it('fills every leaf of the category tree, two or three levels deep', () => {
    const filled = new Map<string, number>();
    for (const { categoryPath = [] } of products) {
      expect([2, 3]).toContain(categoryPath.length);
      const leaf = categoryPath.join(' > ');
      filled.set(leaf, (filled.get(leaf) ?? 0) + 1);
    }
    expect(filled.size).toBe(kindCount);
    expect(Math.min(...filled.values())).toBeGreaterThanOrEqual(10);
    expect(new Set(products.map(({ categoryPath }) => categoryPath?.[0])).size).toBe(DEPARTMENTS.length);
  });

  it('gives every leaf at least three facets with a choice of values', () => {
    const leaves = Map.groupBy(products, ({ categoryPath = [] }) => categoryPath.join(' > '));
    for (const [leaf, members] of leaves) {
      const values = new Map<string, Set<string>>();
      for (const { brand, attributes = {} } of members)
        for (const [name, value] of Object.entries({ ...attributes, brand: brand ?? '' }))
          values.set(name, (values.get(name) ?? new Set()).add(value));
      const choices = [...values.values()].filter(({ size }) => size > 1);
      expect(choices.length, leaf).toBeGreaterThanOrEqual(3);
    }
  });

  it('asks prices of a shop: in bounds, with the endings of price tags, reductions below what it was', () => {
    for (const { price, compareAtPrice } of variants) {
      expect(price.amount).toBeGreaterThanOrEqual(PRICE_MIN);
      expect(price.amount).toBeLessThanOrEqual(PRICE_MAX);
      const { amount } = price;
      if (amount < 2_000) expect(amount % 100).toBe(95);
      else if (amount < 5_000) expect([0, 50]).toContain(amount % 100);
      else expect([500, 900]).toContain(amount % 1_000);
      if (compareAtPrice) expect(compareAtPrice.amount).toBeGreaterThan(price.amount);
    }
    const reduced = products.filter(({ variants: [first] }) => first?.compareAtPrice);
    expect(reduced.length / products.length).toBeGreaterThan(0.08);
    expect(reduced.length / products.length).toBeLessThan(0.25);
  });

  it('keeps the reductions that its sales promise, and stays near them', () => {
    for (const { price } of variants) {
      const half = price.amount / 2;
      if (half < PRICE_MIN) continue;
      expect(priceUpTo(half)).toBeLessThanOrEqual(half);
      expect(priceUpTo(half)).toBeGreaterThan(half * 0.8);
    }
  });

  it('has plenty of most things, little of some, none of a few, and a few drafts', () => {
    const share = (part: number): number => part / variants.length;
    const none = share(variants.filter(({ onHand }) => onHand === 0).length);
    const few = share(variants.filter(({ onHand = 0 }) => onHand >= 1 && onHand <= 5).length);
    expect(none).toBeGreaterThan(0.01);
    expect(none).toBeLessThan(0.1);
    expect(few).toBeGreaterThan(0.03);
    expect(few).toBeLessThan(0.2);
    const drafts = products.filter(({ status }) => status === 'draft').length;
    expect(drafts).toBeGreaterThan(0);
    expect(drafts).toBeLessThan(products.length * 0.06);
  });

  it('describes each product in whole sentences, and leaves no placeholder', () => {
    for (const { description = '' } of products) {
      expect(description).toMatch(/^<p>[^<]+[.!]<\/p><ul>(<li>[^<]+<\/li>){3,4}<\/ul>$/);
      expect(description).not.toMatch(/[{}]|undefined/);
    }
    const texts = new Set(products.map(({ description }) => description));
    expect(texts.size).toBeGreaterThan(products.length * 0.95);
  });
});

describe('the pictures', () => {
  it('are small, well-formed SVG documents that need nothing from outside', () => {
    for (const { pictures } of shop)
      for (const { draw, alt } of pictures) {
        const svg = draw();
        expect(Buffer.byteLength(svg), alt).toBeLessThan(SVG_BYTES_MAX);
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1200 1200">/);
        expect(svg).not.toMatch(/NaN|undefined|<script|<image|href="(?!#)/);
        expect(faultOf(svg), alt).toBeUndefined();
      }
  });

  it('show no two of the first thousand products alike', () => {
    const alike = Map.groupBy(shop, ({ pictures: [main] }) => main?.draw());
    const titles = [...alike.values()].filter(({ length }) => length > 1);
    expect(titles.map((group) => group.map(({ product }) => product.title))).toEqual([]);
  });

  it('show each colour once and the product from one to three further sides', () => {
    for (const { product, pictures } of shop) {
      const colours = new Set(product.variants.map(({ options }) => options?.Colour ?? ''));
      expect(pictures.length).toBeGreaterThanOrEqual(colours.size + 1);
      expect(pictures.length).toBeLessThanOrEqual(colours.size + 3);
      expect(new Set(pictures.map(({ alt }) => alt)).size).toBe(pictures.length);
      expect(new Set(pictures.map(({ draw }) => draw())).size).toBe(pictures.length);
    }
  });

  it('show each variant in its colour', () => {
    for (const { product, pictures, variantPictures } of shop)
      for (const [at, { options = {} }] of product.variants.entries()) {
        const shown = pictures[variantPictures[at] ?? -1]?.alt ?? '';
        const colour = options.Colour?.toLowerCase();
        expect(shown).toMatch(colour === undefined ? / in [a-z]+$/ : new RegExp(` in ${colour}$`));
      }
  });

  it('are the same where they have the same key, and shared by the products of a large shop', () => {
    const drawn = new Map<string, string>();
    const late = new Set<string>();
    let lateCount = 0;
    for (const { product, pictures } of generateProducts({ seed: 'large', size: 30_000 })) {
      if (Number(product.variants[0]?.sku.match(/\d{4,}/)?.[0]) <= 10_000) continue;
      lateCount += pictures.length;
      for (const { key, draw } of pictures) {
        late.add(key);
        if (drawn.size >= 300 && !drawn.has(key)) continue;
        const known = drawn.get(key);
        if (known === undefined) drawn.set(key, draw());
        else if (lateCount % 50 === 0) expect(draw()).toBe(known);
      }
    }
    expect(late.size).toBeLessThan(lateCount / 7);
  });
});

/** A product without the functions that draw its pictures. */
const plain = ({ product, pictures, variantPictures }: DemoProduct) => ({
  product,
  variantPictures,
  pictures: pictures.map(({ key, alt }) => ({ key, alt })),
});

/** What is wrong with a document of elements and quoted attributes: tags that do not pair, fills that are not defined. */
const faultOf = (svg: string): string | undefined => {
  const open: string[] = [];
  const tag = /<(\/?)([A-Za-z]+)((?: [a-zA-Z0-9:-]+="[^"<&]*")*)(\/?)>/y;
  while (tag.lastIndex < svg.length) {
    const at = tag.lastIndex;
    const [, closing, name, , selfClosing] = tag.exec(svg) ?? [];
    if (name === undefined) return `no tag at ${at}: ${svg.slice(at, at + 60)}`;
    if (closing) {
      if (open.pop() !== name) return `</${name}> closes something else`;
    } else if (!selfClosing) open.push(name);
  }
  if (open.length > 0) return `<${open.at(-1)}> stays open`;
  const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  if (new Set(ids).size < ids.length) return `two elements share an id of ${ids.join()}`;
  const missing = [...svg.matchAll(/#([a-z])(?=["')])/g)].find(([, id]) => !svg.includes(`id="${id}"`));
  return missing === undefined ? undefined : `${missing[0]} is not defined`;
};
