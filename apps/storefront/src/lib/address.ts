/** A segment of the address as a person would read it; a broken escape is taken as it is. */
export const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

export const categoryHref = (handle: string): string => `/categories/${encodeURIComponent(handle)}`;

export const productHref = (handle: string, sku?: string): string =>
  `/products/${encodeURIComponent(handle)}${sku === undefined ? '' : `?sku=${encodeURIComponent(sku)}`}`;

export const collectionHref = (handle: string): string => `/collections/${encodeURIComponent(handle)}`;

export const saleHref = (saleId: string): string => `/sales/${encodeURIComponent(saleId)}`;

/** The first value of something that an address may repeat. */
export const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Where to go after signing in: a path of this shop and nothing else. */
export const localPath = (wanted: string | undefined, otherwise: string): string =>
  wanted !== undefined && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted) ? wanted : otherwise;
