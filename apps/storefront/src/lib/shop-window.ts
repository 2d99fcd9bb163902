import { type Category, type Collection, type ProductSummary, store } from '@cartwright/contract';
import { categoryTree, productOf } from './catalogue.ts';
import { collections } from './collections.ts';
import { engine } from './engine.ts';
import { kept } from './kept.ts';
import { ifAnswered } from './page.tsx';
import { asReduced, type Reduced } from './reduced.ts';
import { foremostSale, productOfSale, salesNow } from './sales.ts';
import { ask } from './shopper.ts';

const NEW_SHOWN = 8;
const REDUCED_SHOWN = 4;
const ARRANGED = 5;
const COLLECTIONS_SHOWN = 6;
const DEPARTMENTS_SHOWN = 12;
/** Enough of each group that one is left which is nowhere else on the page. */
const SAMPLE = 16;
/** The collection of what costs less than before; a shop makes it by the rule `reduced`. */
export const REDUCED = 'reduced';

export type Department = { category: Category; picture: ProductSummary | null };
export type Tile = { collection: Collection; picture: Picture | null };
type Picture = NonNullable<ProductSummary['image']>;

/** All that the home page shows. A product is shown once: what is in one place is passed over in the next. */
export const shopWindow = async () => {
  const [tree, newest, groups, { sales, now }] = await Promise.all([
    categoryTree(),
    ask(store.listProducts, { query: { sort: 'newest', limit: SAMPLE } }),
    collections(),
    salesNow(),
  ]);
  const departments = tree.filter(({ count }) => count > 0).slice(0, DEPARTMENTS_SHOWN);
  const shownGroups = groups.filter(({ handle }) => handle !== REDUCED).slice(0, COLLECTIONS_SHOWN);
  const sale = foremostSale(sales);
  const [saleProduct, reduced, ofDepartments, ofGroups] = await Promise.all([
    sale === undefined ? null : productOfSale(sale),
    groups.some(({ handle }) => handle === REDUCED) ? reducedProducts() : [],
    Promise.all(departments.map(({ handle }) => sampleOf(`category=${encodeURIComponent(handle)}`))),
    samplesOf(shownGroups),
  ]);

  const pick = picker(saleProduct === null ? [] : [saleProduct.productId]);
  const shownNew = pick(newest.items.toSorted(buyableFirst), NEW_SHOWN);
  const shownReduced = pick(reduced, REDUCED_SHOWN);
  // One of each department, so that the arrangement tells what kind of shop this is.
  const arranged = ofDepartments.flatMap((sample) => pick(sample.filter(hasPicture), 1)).slice(0, ARRANGED);
  return {
    total: newest.total,
    sale: sale === undefined ? null : { sale, product: saleProduct, now },
    newest: shownNew,
    reduced: shownReduced,
    arranged,
    tiles: shownGroups.map((collection, index) => tileOf(collection, ofGroups[index] ?? [], pick)),
    departments: departments.map((category, index) => ({
      category,
      picture: pick(ofDepartments[index]?.filter(hasPicture) ?? [], 1, 'or again')[0] ?? null,
    })),
  };
};

/** Takes products that were not taken yet; a picture that stands for a group may come twice before none does. */
const picker = (taken: readonly string[]) => {
  const gone = new Set(taken);
  return <P extends { productId: string }>(products: readonly P[], count: number, otherwise?: 'or again') => {
    const fresh = products.filter(({ productId }) => !gone.has(productId));
    const chosen = (fresh.length === 0 && otherwise === 'or again' ? products : fresh).slice(0, count);
    for (const { productId } of chosen) gone.add(productId);
    return chosen;
  };
};

type Pick = ReturnType<typeof picker>;

const buyableFirst = (a: ProductSummary, b: ProductSummary): number =>
  Number(b.availableToSell > 0) - Number(a.availableToSell > 0);

const hasPicture = ({ image }: ProductSummary): boolean => image !== null;

/** Collections with pictures for their tiles. */
export const tilesOf = async (groups: readonly Collection[]): Promise<Tile[]> => {
  const samples = await samplesOf(groups);
  const pick = picker([]);
  return groups.map((collection, index) => tileOf(collection, samples[index] ?? [], pick));
};

/** Its own picture, else that of something in it. */
const tileOf = (collection: Collection, sample: readonly ProductSummary[], pick: Pick): Tile => ({
  collection,
  picture: collection.image ?? pick(sample.filter(hasPicture), 1, 'or again')[0]?.image ?? null,
});

/** Those that have a picture of their own need none of their products'. */
const samplesOf = (groups: readonly Collection[]): Promise<ProductSummary[][]> =>
  Promise.all(
    groups.map(({ handle, image }) =>
      image === null ? sampleOf(`collection=${encodeURIComponent(handle)}`) : [],
    ),
  );

/** Some products of a group, for their pictures; `name` is the filter as an address says it. */
const sampleOf = kept({ seconds: 60, entriesMax: 100 }, async (name): Promise<ProductSummary[]> => {
  const query = { ...Object.fromEntries(new URLSearchParams(name)), limit: SAMPLE };
  const answer = await ifAnswered(engine().call(store.listProducts, { query }), null);
  return answer?.body.items ?? [];
});

/** Products of which a variant costs less than before, with what tells by how much. */
const reducedProducts = async (): Promise<Reduced[]> => {
  const query = { collection: REDUCED, limit: SAMPLE };
  const page = await ifAnswered(ask(store.listProducts, { query }), null);
  const products = await Promise.all(
    (page?.items ?? [])
      .filter(({ availableToSell }) => availableToSell > 0)
      .slice(0, REDUCED_SHOWN * 2)
      .map(({ handle }) => ifAnswered(productOf(handle), null)),
  );
  return products.flatMap((product) => (product === null ? [] : (asReduced(product) ?? [])));
};
