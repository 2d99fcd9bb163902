import {
  type Answer,
  type CallBody,
  type CallInput,
  type Cart,
  type Endpoint,
  store,
} from '@cartwright/contract';
import { engine } from './engine.ts';
import { dropToken, keepSeen, keepToken, readToken } from './session.ts';
import { isProblem } from './shopper.ts';

type Options = { timeoutMs?: number };

/**
 * A command in this shopper's name, for server actions. A shopper without a session gets one here, at the
 * first thing she does, and once more when the engine no longer knows the one she has.
 */
export const command = async <E extends Endpoint>(
  endpoint: E,
  input?: CallInput<E>,
  { timeoutMs }: Options = {},
): Promise<CallBody<E>> => {
  const token = (await readToken()) ?? (await openSession());
  try {
    return await noted(engine(token, { timeoutMs }).call(endpoint, input));
  } catch (error) {
    if (!isProblem(error, 'unauthenticated')) throw error;
    await dropToken();
    return await noted(engine(await openSession(), { timeoutMs }).call(endpoint, input));
  }
};

/** The answer's body; what it changed, the shopper's next pages show. */
const noted = async <E extends Endpoint>(answering: Promise<Answer<E>>): Promise<CallBody<E>> => {
  const { body, headers } = await answering;
  await keepSeen(headers.get('cartwright-lsn'));
  return body;
};

/** The shopper's present cart, for what is about to change it; null when she has none. */
export const ownCart = async (): Promise<Cart | null> => {
  try {
    return await command(store.currentCart);
  } catch (error) {
    if (isProblem(error, 'not-found')) return null;
    throw error;
  }
};

/** False when the engine no longer knows the token that the shopper's cookie holds. */
export const sessionStands = async (token: string): Promise<boolean> => {
  try {
    await engine(token).call(store.getSession);
    return true;
  } catch (error) {
    if (isProblem(error, 'unauthenticated')) return false;
    throw error;
  }
};

const openSession = async (): Promise<string> => {
  const { token } = (await engine().call(store.createSession)).body;
  await keepToken(token);
  return token;
};
