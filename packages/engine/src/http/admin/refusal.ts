import type { Problem, ProblemCode } from '@cartwright/contract';
import type { Refusal } from '../../modules/catalog/index.ts';
import { HttpProblem } from '../problem.ts';

const CODES: Record<Refusal['code'], ProblemCode> = {
  invalid: 'invalid-request',
  'not-found': 'not-found',
  conflict: 'conflict',
  'limit-exceeded': 'limit-exceeded',
};

/** The problem that a refused change of the catalogue is; its reason becomes a sentence. */
export const refusalProblem = ({ code, reason }: Refusal, extra: Partial<Problem> = {}): HttpProblem =>
  new HttpProblem(CODES[code], `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`, extra);
