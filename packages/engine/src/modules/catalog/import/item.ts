import type { ProductInput } from '@cartwright/contract';

/** Where products of one file came from, as its reader hands them on, in the order of the file. */
export type ImportItem = {
  /** Where it begins in the file; the first line is 1. */
  line: number;
  /** How many records of the file it accounts for. */
  records: number;
} & (
  | { kind: 'rejected'; reason: string }
  | {
      kind: 'product';
      /** About how much memory it takes. */
      bytes: number;
      input: ProductInput;
      /** Shared by all that one file says of a product; a reader may drop what comes after a refusal. */
      fate?: Fate;
    }
  | {
      /** More variants and pictures of a product that the file has named before. */
      kind: 'addition';
      handle: string;
      addition: Pick<ProductInput, 'variants' | 'images'>;
      fate: Fate;
    }
);

export type Fate = { refused: boolean };

export type ReaderOptions = { currency: string };
/** Reads a file as it comes, holding no more than one product of it. Throws `UnreadableFile`. */
export type Reader = (
  source: AsyncIterable<Uint8Array>,
  options: ReaderOptions,
) => AsyncGenerator<ImportItem, void, undefined>;
