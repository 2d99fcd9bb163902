import { Handle, ProductInput } from '@cartwright/contract';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { TutorialRecord } from '../tutorial.ts';

const PROBLEMS_TOLD_MAX = 3;

const validatorOf = <T extends TSchema>(schema: T) => {
  const validator = Compile(schema);
  return {
    fits: (value: unknown) => validator.Check(value),
    /** What does not fit, as paths with messages: `variants.0.price.amount must be integer`. */
    problems: (value: unknown): string => {
      const all = validator.Errors(value).map(({ instancePath, message }) => {
        const path = instancePath.split('/').slice(1).join('.');
        return path === '' ? message : `${path} ${message}`;
      });
      const told = [...new Set(all)].slice(0, PROBLEMS_TOLD_MAX);
      return told.join('; ') || 'does not fit the schema of a product';
    },
  };
};

const productInput = validatorOf(ProductInput);
const tutorialRecord = validatorOf(TutorialRecord);

export const isProductInput = (value: unknown): value is ProductInput => productInput.fits(value);
export const productInputProblems = productInput.problems;
export const isTutorialRecord = (value: unknown): value is TutorialRecord => tutorialRecord.fits(value);
export const tutorialRecordProblems = tutorialRecord.problems;

const handle = validatorOf(Handle);
export const isHandle = (text: string): boolean => handle.fits(text);
