/** Where Redis has the stock of a SKU and what carts hold of it: under one hash tag, so that a script sees both. */

/** A hash of `onHand`, `allocated`, `setAside` (projection `stock`) and `held` (scripts of the holds). */
export const stockKey = (generation: string, sku: string): string => `stock:${generation}:{${sku}}`;

/** The keys of the scripts in `lua/`, in the order in which `holds.lua` names them. */
export const holdKeys = (generation: string, sku: string): [string, string, string] => [
  stockKey(generation, sku),
  `holds:${generation}:{${sku}}`,
  `holds-end:${generation}:{${sku}}`,
];

/** When the sweeper has to look at which SKU; one of a shop. */
export const dueKey = (shop: string): string => `holds-due:{${shop}}`;

/** What one shopper holds in all. */
export const holderKey = (generation: string, owner: string): string => `holder:${generation}:{${owner}}`;
