import { hash, verify } from '@node-rs/argon2';
import { createLimit } from './limit.ts';

// The library's algorithm is Argon2id unless told otherwise; OWASP's password storage cheat sheet asks for it with 19 MiB, 2 passes, 1 lane at the least.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// The work is libuv's, which has four threads; who waits longer than this many others had better come again.
const hashing = createLimit({ concurrency: 4, queueMax: 200 });

/** Hashes a password (Argon2id, its salt and cost inside the text); about 30 ms off the main thread. */
export const hashPassword = (password: string): Promise<string> => hashing(() => hash(password, COST));

let decoy: Promise<string> | undefined;

/**
 * Whether a password fits. Without a hash (no such account) it works just as long and says no, so that the time
 * of the answer does not tell who has an account.
 */
export const verifyPassword = async (stored: string | undefined, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password');
  const known = stored ?? (await decoy);
  const fits = await hashing(() => verify(known, password));
  return stored !== undefined && fits;
};
