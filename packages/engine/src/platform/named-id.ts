import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/**
 * An id made from a time and a name: the same two give the same UUIDv7 (RFC 9562, 5.7), so that what comes from
 * a file or a seed has the same id each time and still sorts, and prunes partitions, by its own time.
 */
export const namedIdAt = (atMs: number, name: string): string => {
  const random = createHash('sha256').update(name).digest();
  return v7({ msecs: atMs, random: random.subarray(0, 16), seq: random.readUInt32BE(16) });
};
