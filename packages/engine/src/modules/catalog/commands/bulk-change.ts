import {
  BULK_PRODUCTS_MAX,
  BULK_SHOWN_MAX,
  type BulkInput,
  type BulkRefusal,
  type BulkResult,
} from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { type Changed, changedProduct, changeFault } from '../domain/bulk-change.ts';
import type { Refusal } from '../domain/refusal.ts';
import { matchingProductIds } from '../queries/admin-list-products.ts';
import { findProducts } from '../queries/find-product.ts';
import {
  changeMemberships,
  findPicked,
  membershipChanges,
  overfull,
  type PickedCollections,
} from './bulk-collections.ts';
import { takeTurn } from './present.ts';
import { saveProducts } from './save-products.ts';

/** Products that are in memory at once. */
const CHUNK_PRODUCTS = 500;

type BulkContext = { actor: string; currency: string };
export type BulkOutcome =
  | { ok: true; result: BulkResult; changedIds: string[] }
  | { ok: false; code: 'refused'; matched: number; refusedCount: number; refused: BulkRefusal[] }
  | Refusal;

/**
 * Changes many products in the caller's transaction, which has to be rolled back when this refuses: one product
 * that cannot be changed refuses all of them. A dry run does the same work and takes it back itself; what stands
 * in the way is then part of its result. Other writers of the catalogue wait meanwhile: some 5 s for 5,000 products
 * of 3 variants each, on two busy cores.
 */
export const changeProducts = async (
  tx: Transaction,
  input: BulkInput,
  context: BulkContext,
): Promise<BulkOutcome> => {
  const fault = changeFault(input.change);
  if (fault !== undefined) return { ok: false, code: 'invalid', reason: fault };
  if (input.dryRun !== true) {
    const done = await perform(tx, input, context);
    if (!done.ok || done.refusedCount === 0) return done;
    const { result, refusedCount } = done;
    return { ok: false, code: 'refused', matched: result.matched, refusedCount, refused: result.refused };
  }
  await tx.query('SAVEPOINT dry_run');
  const tried = await perform(tx, input, context);
  await tx.query('ROLLBACK TO dry_run');
  return tried;
};

type Done = { ok: true; result: BulkResult; changedIds: string[]; refusedCount: number };

const perform = async (
  tx: Transaction,
  { select, change }: BulkInput,
  context: BulkContext,
): Promise<Done | Refusal> => {
  // Before looking, so that nothing can change between what is read and what is written.
  await takeTurn(tx);
  const found = await findPicked(tx, change.collections);
  if (!found.ok) return found;
  const productIds = await selected(tx, select, context.currency);
  if (productIds.length > BULK_PRODUCTS_MAX)
    return {
      ok: false,
      code: 'limit-exceeded',
      reason: `the filter matches more than ${BULK_PRODUCTS_MAX} products, the most of one call; narrow it, for example by category or brand`,
    };
  const done: Done = {
    ok: true,
    result: { matched: productIds.length, changed: 0, refused: [], changes: [] },
    changedIds: [],
    refusedCount: 0,
  };
  for (let at = 0; at < productIds.length; at += CHUNK_PRODUCTS)
    await changeChunk(tx, productIds.slice(at, at + CHUNK_PRODUCTS), {
      change,
      picked: found.picked,
      context,
      done,
    });
  done.result.changed = done.changedIds.length;
  return (await overfull(tx, found.picked)) ?? done;
};

const selected = (
  tx: Transaction,
  select: BulkInput['select'],
  currency: string,
): Promise<string[]> | string[] => {
  if ('productIds' in select) return select.productIds;
  const { category, brand, attributes, status, ...filter } = select.filter;
  return matchingProductIds(
    tx,
    { ...filter, categories: category, brands: brand, attributes: new Map(Object.entries(attributes ?? {})) },
    { status, currency, limit: BULK_PRODUCTS_MAX + 1 },
  );
};

const changeChunk = async (
  tx: Transaction,
  productIds: readonly string[],
  how: { change: BulkInput['change']; picked: PickedCollections; context: BulkContext; done: Done },
): Promise<void> => {
  const { change, picked, context, done } = how;
  const products = await findProducts(tx, productIds, { currency: context.currency, publicUrl: '' });
  const byId = new Map(products.map((product) => [product.productId, product]));
  const memberships = await membershipChanges(tx, picked, [...byId.keys()]);
  const refusals = new Map<string, string>();
  const wanted: Wanted[] = [];
  for (const productId of productIds) {
    const product = byId.get(productId);
    const changed: Changed =
      product === undefined
        ? { ok: false, reason: 'there is no such product' }
        : changedProduct(product, change);
    const collections = memberships.get(productId);
    if (!changed.ok) refusals.set(productId, changed.reason);
    else if (changed.input !== null || collections !== undefined)
      wanted.push({ productId, title: product?.title ?? '', ...changed, collections });
  }
  const inputs = wanted.flatMap(({ input }) => input ?? []);
  const saved = await saveProducts(tx, inputs, context);
  for (const [index, { productId }] of inputs.entries()) {
    const outcome = saved[index];
    if (outcome?.ok === false && productId !== undefined) refusals.set(productId, outcome.reason);
  }
  const changed = wanted.filter(({ productId }) => !refusals.has(productId));
  await changeMemberships(
    tx,
    picked,
    changed.flatMap(({ productId, collections }) => (collections === undefined ? [] : productId)),
  );
  note(done, refusals, changed);
};

type Wanted = Extract<Changed, { ok: true }> & {
  productId: string;
  title: string;
  collections: { before: string[]; after: string[] } | undefined;
};

/** Counts what became of a chunk, and shows the first of all. */
const note = (done: Done, refusals: ReadonlyMap<string, string>, changed: readonly Wanted[]): void => {
  const { refused, changes } = done.result;
  done.refusedCount += refusals.size;
  for (const [productId, reason] of refusals)
    if (refused.length < BULK_SHOWN_MAX) refused.push({ productId, reason });
  for (const { productId, title, before, after, collections } of changed) {
    done.changedIds.push(productId);
    if (changes.length === BULK_SHOWN_MAX) continue;
    const [was, is] = [collections?.before, collections?.after];
    changes.push({
      productId,
      title,
      before: was === undefined ? before : { ...before, collections: was },
      after: is === undefined ? after : { ...after, collections: is },
    });
  }
};
