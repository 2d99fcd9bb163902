/** Longest value, in code points, that attributes are filtered and counted by; the schema has the same bound. */
const FACET_VALUE_MAX = 100;

/** Whether a value of an attribute is one to choose by, rather than a text to read. */
export const isFacetValue = (value: string): boolean =>
  value !== '' && value.length <= 2 * FACET_VALUE_MAX && [...value].length <= FACET_VALUE_MAX;
