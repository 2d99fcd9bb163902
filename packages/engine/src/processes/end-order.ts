/** Ends an order before it is fulfilled: its stock goes back at once, its money as soon as the provider answers. */
import type { ProcessContext } from './context.ts';
import type { Ended, Ending } from './ending.ts';
import { giveBack } from './give-back.ts';

/**
 * Ends an order. Returns once that is committed and the provider was asked once to give the money back (which
 * goes on in the background if it does not answer). A refusal changed nothing.
 */
export const endOrder = async (context: ProcessContext, ending: Ending): Promise<Ended> => {
  const { ended, reversalId } = await context.ender.submit(ending);
  if (reversalId !== undefined) await giveBack(context, reversalId);
  return ended;
};
