import { parseInstant } from '../shared/instant.ts';
import { HttpProblem } from './problem.ts';

/** The time that a caller names, or null where none is named; 400 for what is no time. */
export const instant = (name: string, text: string | undefined): Date | null => {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new HttpProblem(
    'invalid-request',
    `${name} is no time; send RFC 3339, for example 2026-11-27T00:00:00Z.`,
    { errors: [{ path: name, message: 'is no RFC 3339 time' }] },
  );
};
