import { hash, verify } from '@node-rs/argon2';

// The library's algorithm is Argon2id unless told otherwise; OWASP's password storage cheat sheet asks for it with 19 MiB, 2 passes, 1 lane at the least.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password (Argon2id, its salt and cost inside the text); about 30 ms off the main thread. */
export const hashPassword = (password: string): Promise<string> => hash(password, COST);

let decoy: Promise<string> | undefined;

/**
 * Whether a password fits. Without a hash (no such account) it works just as long and says no, so that the time
 * of the answer does not tell who has an account.
 */
export const verifyPassword = async (stored: string | undefined, password: string): Promise<boolean> => {
  decoy ??= hashPassword('nobody has this password');
  const fits = await verify(stored ?? (await decoy), password);
  return stored !== undefined && fits;
};
