import type { AttributeType, AttributeTypeInput, FacetValue } from '@cartwright/contract';
import { listed } from './refusal.ts';

/** Which texts a type takes: those that fit a pattern, or those of a list; both null takes any. */
export type ValueRule = {
  /** A regular expression that means the same to JavaScript and to PostgreSQL. */
  pattern: string | null;
  among: readonly string[] | null;
};

/** Up to 15 digits before the point are exact as a double, which is what numbers are sorted by. */
const NUMBER = '^-?[0-9]{1,15}([.][0-9]{1,6})?$';
const BOOLEANS = ['true', 'false'];

export const valueRule = ({ type, choices }: Pick<AttributeType, 'type' | 'choices'>): ValueRule => {
  switch (type) {
    case 'text':
      return { pattern: null, among: null };
    case 'number':
      return { pattern: NUMBER, among: null };
    case 'boolean':
      return { pattern: null, among: BOOLEANS };
    case 'choice':
      return { pattern: null, among: choices };
    default:
      return type satisfies never;
  }
};

/** What values of a type have to be, for people. */
export const allowedValues = ({ type, choices }: Pick<AttributeType, 'type' | 'choices'>): string => {
  switch (type) {
    case 'text':
      return 'any text';
    case 'number':
      return 'a number such as 12, -3 or 0.5, without a unit or thousands separators';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${listed(choices)}`;
    default:
      return type satisfies never;
  }
};

/** What is wrong with the value of an attribute, or undefined. */
export const valueFault = (type: AttributeType, value: string): string | undefined => {
  const { pattern, among } = valueRule(type);
  const fits =
    (pattern === null || new RegExp(pattern).test(value)) && (among === null || among.includes(value));
  return fits
    ? undefined
    : `the attribute “${type.name}” is “${value}”, but has to be ${allowedValues(type)}`;
};

/** What makes no sense in a type, or undefined. */
export const typeFault = ({ type, choices, unit }: AttributeTypeInput): string | undefined => {
  const given = choices?.length ?? 0;
  if (type === 'choice' && given === 0) return 'a choice needs choices: the values that there are';
  if (type !== 'choice' && given > 0)
    return `choices belong to the type choice; an attribute of the type ${type} has none`;
  if (type === 'boolean' && unit) return 'yes and no have no unit';
  return undefined;
};

/**
 * The values of one attribute as its facet shows them: numbers from the smallest, choices in their own order, yes
 * before no, other texts as they come; with the unit behind each.
 */
export const facetOf = (type: AttributeType | undefined, counted: readonly FacetValue[]): FacetValue[] => {
  if (type === undefined) return [...counted];
  const labelled = counted.map((facet) => ({ ...facet, label: labelOf(type, facet.value) }));
  if (type.type === 'number') return labelled.sort((a, b) => Number(a.value) - Number(b.value));
  const { among } = valueRule(type);
  if (among === null) return labelled;
  const places = new Map(among.map((value, place) => [value, place]));
  const placeOf = ({ value }: FacetValue) => places.get(value) ?? among.length;
  return labelled.sort((a, b) => placeOf(a) - placeOf(b));
};

const labelOf = ({ type, unit }: AttributeType, value: string): string => {
  if (type === 'boolean') return value === 'true' ? 'Yes' : 'No';
  return unit === null ? value : `${value} ${unit}`;
};
