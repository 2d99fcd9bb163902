import type { ProductInput } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { ownersOf, takeTurn } from '../commands/present.ts';
import { saveProducts } from '../commands/save-products.ts';
import type { Saved } from '../domain/saved.ts';
import { findProduct } from '../queries/find-product.ts';
import type { ImportItem } from './item.ts';

export type Savable = Extract<ImportItem, { kind: 'product' | 'addition' }>;
type SaveContext = { actor: string; currency: string };

/**
 * Saves products of a file, in the caller's transaction; answers in their order. One without an id is the
 * product that has its handle, else its SKUs, so that importing a file again updates and doubles nothing.
 */
export const saveBatch = async (
  tx: Transaction,
  items: readonly Savable[],
  context: SaveContext,
): Promise<Saved[]> => {
  // Before looking, so that another import of the same file cannot make the same products meanwhile.
  await takeTurn(tx);
  const [only] = items;
  if (items.length === 1 && only?.kind === 'addition') return [await saveAddition(tx, only, context)];
  const inputs = items.flatMap((item) => (item.kind === 'product' ? item.input : []));
  const unknown = inputs.filter(({ productId }) => productId === undefined);
  const owners = await ownersOf(tx, {
    handles: unknown.flatMap(({ handle }) => handle ?? []),
    skus: unknown.flatMap(({ handle, variants }) =>
      handle === undefined ? variants.map(({ sku }) => sku) : [],
    ),
  });
  return saveProducts(
    tx,
    inputs.map((input) => {
      if (input.productId !== undefined) return input;
      const productId =
        input.handle === undefined
          ? input.variants.map(({ sku }) => owners.idBySku.get(sku)).find((owner) => owner !== undefined)
          : owners.idByHandle.get(input.handle);
      return productId === undefined ? input : { ...input, productId };
    }),
    context,
  );
};

const saveAddition = async (
  tx: Transaction,
  { handle, addition, fate }: Extract<ImportItem, { kind: 'addition' }>,
  context: SaveContext,
): Promise<Saved> => {
  const leftOut = (reason: string): Saved => ({ ok: false, code: 'invalid', reason });
  if (fate.refused) return leftOut(`the product “${handle}” was rejected further up`);
  const product = await findProduct(tx, handle, { currency: context.currency, publicUrl: '', drafts: true });
  if (product === undefined) return leftOut(`there is no product “${handle}” any more`);
  const variants = new Map<string, ProductInput['variants'][number]>();
  for (const { availableToSell: _, ...variant } of product.variants) variants.set(variant.sku, variant);
  for (const variant of addition.variants) variants.set(variant.sku, variant);
  const images = new Map([...product.images, ...(addition.images ?? [])].map((image) => [image.url, image]));
  const [saved] = await saveProducts(
    tx,
    [{ ...product, images: [...images.values()], variants: [...variants.values()] }],
    context,
  );
  return saved ?? leftOut('was not saved');
};
