import type { ProductQuery } from '@cartwright/contract';
import type { Static } from 'typebox';
import { ATTRIBUTE_FILTERS_MAX, type ProductFilter } from '../modules/catalog/index.ts';
import { HttpProblem } from './problem.ts';

const ATTRIBUTE = 'attr.';
/** Longest value of a filter and most values of one, as the contract has them for the filters that it names. */
const VALUE_LENGTH_MAX = 200;
const VALUES_MAX = 50;

/** The filter in a query; `attr.<name>` may be any name and is checked here. */
export const filterOf = (query: Static<typeof ProductQuery>): ProductFilter => {
  const attributes = new Map<string, string[]>();
  for (const [name, value] of Object.entries(query)) {
    if (!name.startsWith(ATTRIBUTE) || name === ATTRIBUTE) continue;
    const values = [value].flat().map(String);
    if (values.length > VALUES_MAX || values.some(({ length }) => length > VALUE_LENGTH_MAX))
      throw invalid(
        name,
        `takes at most ${VALUES_MAX} values of at most ${VALUE_LENGTH_MAX} characters each`,
      );
    attributes.set(name.slice(ATTRIBUTE.length), values);
  }
  if (attributes.size > ATTRIBUTE_FILTERS_MAX)
    throw invalid(`${ATTRIBUTE}*`, `can be given for at most ${ATTRIBUTE_FILTERS_MAX} attributes`);
  return {
    q: query.q,
    categories: listOf(query.category),
    brands: listOf(query.brand),
    collection: query.collection === '' ? undefined : query.collection,
    minPrice: query.minPrice,
    maxPrice: query.maxPrice,
    inStock: query.inStock,
    attributes,
  };
};

/** The problem of a cursor that the list did not give. */
export const foreignCursor = (): HttpProblem => invalid('cursor', 'is not from this list; start without one');

const listOf = (value: string | string[] | undefined): string[] | undefined =>
  value === undefined ? undefined : [value].flat().filter((one) => one !== '');

const invalid = (path: string, message: string): HttpProblem =>
  new HttpProblem('invalid-request', `${path} ${message}.`, {
    errors: [{ path: `querystring.${path}`, message }],
  });
