import type { ShownImage } from '@cartwright/contract';

/** Pictures that the shop keeps itself are stored by path, so that the shop can move to another address. */
export const MEDIA_PATH = '/media/';

/** The address of a picture for a client: the shop's own pictures get the shop's present address. */
export const publicImageUrl = (stored: string, publicUrl: string): string =>
  stored.startsWith(MEDIA_PATH) ? publicUrl + stored : stored;

/** A smaller copy: its width in pixels and its name among the shop's own pictures. */
export type StoredSize = [width: number, mediaId: string];
/** A picture as queries read it; the last three are null unless it is the shop's own and was measured. */
export type StoredImage = [
  url: string,
  alt: string,
  width: number | null,
  height: number | null,
  sizes: StoredSize[] | null,
];

/** A picture for a client, with its smaller copies where the shop has made any. */
export const shownImage = ([url, alt, width, height, sizes]: StoredImage, publicUrl: string): ShownImage => ({
  url: publicImageUrl(url, publicUrl),
  alt,
  ...(width === null || height === null
    ? {}
    : {
        width,
        height,
        sizes: (sizes ?? []).map(([of, mediaId]) => ({
          url: publicImageUrl(MEDIA_PATH + mediaId, publicUrl),
          width: of,
        })),
      }),
});

/** The reverse of `publicImageUrl`: what to store for an address that a client may have got from us. */
export const storedImageUrl = (url: string, publicUrl: string): string =>
  url.startsWith(publicUrl + MEDIA_PATH) ? url.slice(publicUrl.length) : url;

/** Whether an address may be shown as a picture: the shop's own, or the web's. */
export const isImageUrl = (url: string): boolean => {
  if (url.startsWith(MEDIA_PATH)) return /^\/media\/[A-Za-z0-9._-]+$/.test(url);
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:';
};
