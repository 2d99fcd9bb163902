/** Longest value, in code points, that attributes are filtered and counted by; the schema has the same bound. */
const FACET_VALUE_MAX = 100;

/** Attributes that imported products carry along for their own bookkeeping: nobody shops by them. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'createdOn',
  'createdBy',
  'lastUpdatedOn',
  'lastUpdatedBy',
  'statusCode',
  'imageUrl',
]);

/** Whether an attribute has a value to choose by, rather than a text to read. */
export const isFacet = (name: string, value: string): boolean =>
  value !== '' &&
  !BOOKKEEPING.has(name) &&
  value.length <= 2 * FACET_VALUE_MAX &&
  [...value].length <= FACET_VALUE_MAX;
