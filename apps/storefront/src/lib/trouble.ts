import { ApiProblem, ApiUnreachable } from '@cartwright/contract';

/** What went wrong, told to a shopper: short, and what to do about it. */
export type Trouble = { title: string; detail: string };

/**
 * Words for a failure that no form knows better words for. Rethrows what is no failure of the engine, such as
 * Next's redirects.
 */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof ApiUnreachable) return AWAY;
  if (!(error instanceof ApiProblem)) throw error;
  const { problem, status } = error;
  if (status === 429) {
    const seconds = problem.retryAfterSeconds;
    return {
      title: 'A little too fast',
      detail: `Please wait ${seconds === undefined ? 'a moment' : `${seconds} seconds`} and try again.`,
    };
  }
  if (status >= 500) return AWAY;
  return { title: 'That did not work', detail: problem.detail };
};

const AWAY: Trouble = {
  title: 'The shop cannot be reached right now',
  detail: 'Nothing was changed that you cannot see here. Please try again in a moment.',
};
