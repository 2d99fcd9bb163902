import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that are the same for the same words, on every machine; eight of them, 0 to 7. */
export const drawsFrom = (words: readonly unknown[]): ((number: number) => number) => {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest();
  return (number) => digest.readUInt32BE(number * 4) / 2 ** 32;
};
