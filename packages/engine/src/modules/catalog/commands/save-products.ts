import type { AttributeType, ProductInput } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { assert } from '../../../shared/assert.ts';
import { valueFault } from '../domain/attribute-type.ts';
import { handleMaker } from '../domain/handle.ts';
import { type PreparedProduct, prepare } from '../domain/prepare.ts';
import type { Saved, SaveRefusal } from '../domain/saved.ts';
import { attributeTypes } from '../queries/attribute-types.ts';
import { ensureBrands } from './brands.ts';
import { ensureCategories, pathKey } from './categories.ts';
import { noteHandles } from './handles.ts';
import { type Present, readPresent, takeTurn } from './present.ts';
import { followProducts } from './rule-members.ts';
import { bookStock } from './stock.ts';
import { writeProducts } from './write-products.ts';

/** Most products of one call; one transaction of that many takes well under a second. */
export const SAVE_PRODUCTS_MAX = 1_000;

export type SaveContext = {
  /** Who the stock ledger names. */
  actor: string;
  /** The shop's; products priced in another are refused. */
  currency: string;
  /** What a `productId` that is there already means: a new version of that product (default), or a refusal. */
  existing?: 'replace' | 'refuse';
};

/**
 * Makes or replaces products whole, with their brands, categories and stock rows, in the caller's transaction;
 * answers in the order of the inputs. A refused product changes nothing, the others are written. The inputs fit
 * the contract's schema; at most SAVE_PRODUCTS_MAX. Later inputs see earlier ones, as if saved one by one.
 * Writers of the catalogue take turns until their transactions end, so none can deadlock or double a product.
 */
export const saveProducts = async (
  tx: Transaction,
  inputs: readonly ProductInput[],
  context: SaveContext,
): Promise<Saved[]> => {
  assert(inputs.length <= SAVE_PRODUCTS_MAX, `${inputs.length} products in one call`);
  const results: Saved[] = new Array(inputs.length);
  const prepared: Numbered[] = [];
  inputs.forEach((input, index) => {
    const outcome = prepare(input, context.currency);
    if (outcome.ok) prepared.push({ index, product: outcome.product });
    else results[index] = outcome;
  });
  if (prepared.length === 0) return results;
  await takeTurn(tx);
  const types = await attributeTypes(tx);
  const typed = prepared.filter(({ index, product }) => {
    const refusal = misfit(product, types);
    if (refusal !== undefined) results[index] = refusal;
    return refusal === undefined;
  });
  for (const round of rounds(typed)) await saveRound(tx, round, context, results);
  return results;
};

type Numbered = { index: number; product: PreparedProduct };

/** Splits where two inputs share an id, a handle or a SKU: the second has to find the first already there. */
const rounds = (products: readonly Numbered[]): Numbered[][] => {
  const all: Numbered[][] = [];
  let current: Numbered[] = [];
  let names = new Set<string>();
  for (const numbered of products) {
    const { productId, handle, variants } = numbered.product;
    const own = [`id ${productId}`, ...variants.map(({ sku }) => `sku ${sku}`)];
    if (handle !== null) own.push(`handle ${handle}`);
    if (own.some((name) => names.has(name))) {
      all.push(current);
      current = [];
      names = new Set();
    }
    current.push(numbered);
    for (const name of own) names.add(name);
  }
  all.push(current);
  return all;
};

const saveRound = async (
  tx: Transaction,
  round: readonly Numbered[],
  context: SaveContext,
  results: Saved[],
): Promise<void> => {
  const present = await readPresent(
    tx,
    round.map(({ product }) => product),
  );
  const accepted = round.filter(({ index, product }) => {
    const refusal = refusalOf(product, present, context);
    if (refusal !== undefined) results[index] = refusal;
    return refusal === undefined;
  });
  const short = await bookStock(
    tx,
    accepted.map(({ product }) => product),
    context.actor,
  );
  const written = accepted.filter(({ index, product }) => {
    const refusal = short.get(product.productId);
    if (refusal !== undefined) results[index] = refusal;
    return refusal === undefined;
  });
  if (written.length === 0) return;
  await ensureBrands(
    tx,
    written.flatMap(({ product }) => product.brand ?? []),
  );
  const categoryPaths = await ensureCategories(
    tx,
    written.map(({ product }) => product.categoryPath),
  );
  const makeHandle = handleMaker(
    present.handles,
    written.flatMap(({ product }) => product.handle ?? []),
  );
  const resolved = written.map(({ product }) => ({
    ...product,
    handle: product.handle ?? present.handleById.get(product.productId) ?? makeHandle(product.handleBase),
    categoryPath: categoryPaths.get(pathKey(product.categoryPath)) ?? null,
  }));
  await writeProducts(tx, resolved, {
    currency: context.currency,
    replaced: resolved.flatMap(({ productId }) => (present.handleById.has(productId) ? productId : [])),
  });
  await noteProductHandles(tx, resolved, present);
  await followProducts(
    tx,
    resolved.map(({ productId }) => productId),
    context.currency,
  );
  for (const { index, product } of written)
    results[index] = {
      ok: true,
      productId: product.productId,
      created: !present.handleById.has(product.productId),
    };
};

const noteProductHandles = async (
  tx: Transaction,
  saved: readonly { productId: string; handle: string }[],
  present: Present,
): Promise<void> => {
  const given = saved.filter(({ productId, handle }) => present.handleById.get(productId) !== handle);
  const left = given.flatMap(({ productId: id }) => {
    const handle = present.handleById.get(id);
    return handle === undefined ? [] : [{ handle, id }];
  });
  await noteHandles(tx, 'product', { given: given.map(({ handle }) => handle), left });
};

/** Refuses a product with a value that its attribute's type does not take. */
const misfit = (
  product: PreparedProduct,
  types: ReadonlyMap<string, AttributeType>,
): SaveRefusal | undefined => {
  for (const [name, value] of product.attributes) {
    const type = types.get(name);
    const reason = type === undefined ? undefined : valueFault(type, value);
    if (reason !== undefined) return { ok: false, code: 'invalid', reason };
  }
  return undefined;
};

const refusalOf = (
  product: PreparedProduct,
  present: Present,
  context: SaveContext,
): SaveRefusal | undefined => {
  const { productId, handle } = product;
  if (context.existing === 'refuse' && present.handleById.has(productId))
    return { ok: false, code: 'exists', reason: `there is already a product “${productId}”` };
  const handleOwner = handle === null ? undefined : present.idByHandle.get(handle);
  if (handleOwner !== undefined && handleOwner !== productId)
    return {
      ok: false,
      code: 'handle-taken',
      reason: `the handle “${handle}” belongs to the product “${handleOwner}”`,
    };
  for (const { sku } of product.variants) {
    const owner = present.idBySku.get(sku);
    if (owner !== undefined && owner !== productId)
      return { ok: false, code: 'sku-taken', reason: `the SKU “${sku}” belongs to the product “${owner}”` };
  }
  return undefined;
};
