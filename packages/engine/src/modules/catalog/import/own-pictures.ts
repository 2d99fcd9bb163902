import type { ProductInput } from '@cartwright/contract';
import { storedImageUrl } from '../domain/image-url.ts';
import type { ImportItem } from './item.ts';

/** An item whose pictures of this very shop, named by its address as an export does, are the shop's own again. */
export const withOwnPictures = (item: ImportItem, publicUrl: string): ImportItem => {
  if (item.kind === 'product')
    return { ...item, input: { ...item.input, ...ownPictures(item.input, publicUrl) } };
  if (item.kind === 'addition') return { ...item, addition: ownPictures(item.addition, publicUrl) };
  return item;
};

const ownPictures = (
  { images, variants }: Pick<ProductInput, 'images' | 'variants'>,
  publicUrl: string,
): Pick<ProductInput, 'images' | 'variants'> => ({
  ...(images === undefined
    ? {}
    : { images: images.map((image) => ({ ...image, url: storedImageUrl(image.url, publicUrl) })) }),
  variants: variants.map((variant) =>
    typeof variant.imageUrl === 'string'
      ? { ...variant, imageUrl: storedImageUrl(variant.imageUrl, publicUrl) }
      : variant,
  ),
});
