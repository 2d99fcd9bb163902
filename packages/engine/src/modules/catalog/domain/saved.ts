export type SaveRefusal = {
  ok: false;
  /** Not valid in itself, or in the way of what is there already. */
  code: 'invalid' | 'exists' | 'handle-taken' | 'sku-taken' | 'stock-allocated';
  /** For people: names the SKU, handle or field. */
  reason: string;
};
export type Saved = { ok: true; productId: string; created: boolean } | SaveRefusal;
