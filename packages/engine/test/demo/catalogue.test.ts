import { ProductInput } from '@cartwright/contract';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SEED,
  DEFAULT_SIZE,
  DEPARTMENTS,
  generateProducts,
  kindCount,
} from '../../src/demo/index.ts';
import { NAMES, turnOf } from '../../src/demo/names.ts';
import { PRICE_MAX, PRICE_MIN } from '../../src/demo/pricing.ts';

const SVG_BYTES_MAX = 6_000;
const shop = [...generateProducts({ seed: DEFAULT_SEED, size: DEFAULT_SIZE })];
const products = shop.map(({ product }) => product);
const variants = products.flatMap((product) => product.variants);

describe('the demo shop', () => {
  it('is the same for the same seed, and another for another', () => {
    const again = [...generateProducts({ seed: DEFAULT_SEED, size: DEFAULT_SIZE })];
    expect(again).toEqual(shop);
    const other = [...generateProducts({ seed: 'another', size: 20 })].map(({ product }) => product);
    const ids = new Set(products.map(({ productId }) => productId));
    expect(other.filter(({ productId }) => ids.has(productId))).toEqual([]);
  });

  it('begins with the same products at every size', () => {
    expect([...generateProducts({ seed: DEFAULT_SEED, size: 80 })]).toEqual(shop.slice(0, 80));
  });

  it('keeps to the contract of the API', () => {
    const schema = Compile(ProductInput);
    for (const product of products) expect(schema.Errors(product), product.title).toEqual([]);
  });

  it('names no two things alike, in thousands', { timeout: 60_000 }, () => {
    const seen = { ids: new Set(), handles: new Set(), titles: new Set(), skus: new Set<string>() };
    let skuCount = 0;
    const size = 10_000;
    for (const { product } of generateProducts({ seed: 'large', size })) {
      seen.ids.add(product.productId);
      seen.handles.add(product.handle);
      seen.titles.add(`${product.title} by ${product.brand}`);
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
    expect(new Set(products.map(({ categoryPath }) => categoryPath?.[0])).size).toBe(DEPARTMENTS.length);
  });

  it('asks prices of a shop: in bounds, with the endings of price tags, reductions below what it was', () => {
    for (const { price, compareAtPrice } of variants) {
      expect(price.amount).toBeGreaterThanOrEqual(PRICE_MIN);
      expect(price.amount).toBeLessThanOrEqual(PRICE_MAX);
      expect([0, 50, 95]).toContain(price.amount % 100);
      if (compareAtPrice) expect(compareAtPrice.amount).toBeGreaterThan(price.amount);
    }
    const reduced = products.filter(({ variants: [first] }) => first?.compareAtPrice);
    expect(reduced.length / products.length).toBeGreaterThan(0.08);
    expect(reduced.length / products.length).toBeLessThan(0.25);
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
      for (const { svg, alt } of pictures) {
        expect(Buffer.byteLength(svg), alt).toBeLessThan(SVG_BYTES_MAX);
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1200 1200">/);
        expect(svg).not.toMatch(/NaN|undefined|<script|<image|href="(?!#)/);
        expect(faultOf(svg), alt).toBeUndefined();
      }
  });

  it('show each colour once and the product from one to three further sides', () => {
    for (const { product, pictures } of shop) {
      const colours = new Set(product.variants.map(({ options }) => options?.Colour ?? ''));
      expect(pictures.length).toBeGreaterThanOrEqual(colours.size + 1);
      expect(pictures.length).toBeLessThanOrEqual(colours.size + 3);
      expect(new Set(pictures.map(({ alt }) => alt)).size).toBe(pictures.length);
      expect(new Set(pictures.map(({ svg }) => svg)).size).toBe(pictures.length);
    }
  });
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
