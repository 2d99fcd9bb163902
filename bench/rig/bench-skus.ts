/** What the cases about orders sell. */
export const skuOf = (index: number): string => `bench-${index}`;
