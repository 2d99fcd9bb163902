import type { AttributeType, AttributeTypeInput } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, one, statement, t } from '../../../platform/sql.ts';
import { allowedValues, typeFault, valueRule } from '../domain/attribute-type.ts';
import { listed, type Refusal } from '../domain/refusal.ts';
import { takeTurn } from './present.ts';

/** Most attributes with a type: all of them are read at each save of products. */
const ATTRIBUTE_TYPES_MAX = 200;
/** Most products in the way of a type that are named. */
const VIOLATIONS_SHOWN_MAX = 10;

const selectCounts = statement({
  name: 'catalog.countAttributeTypes',
  text: `
    SELECT count(*) AS types, count(*) FILTER (WHERE name = $1) > 0 AS "isThere" FROM catalog.attribute_type`,
  params: { name: t.text },
  row: { types: t.int8, isThere: t.bool },
});

// Products whose value does not fit, the first few with how many there are. A scan of the attributes, which have
// no index by name: 40 ms for 250,000.
const selectViolations = statement({
  name: 'catalog.selectViolations',
  text: `
    SELECT product_id AS "productId", value, count(*) OVER () AS total
    FROM catalog.product_attribute
    WHERE name = $1 AND (value !~ $2 OR value <> ALL ($3))
    ORDER BY product_id
    LIMIT ${VIOLATIONS_SHOWN_MAX}`,
  params: { name: t.text, pattern: t.nullable(t.text), among: t.nullable(t.textArray) },
  row: { productId: t.text, value: t.text, total: t.int8 },
});

const upsertType = statement({
  name: 'catalog.upsertAttributeType',
  text: `
    INSERT INTO catalog.attribute_type (name, type, unit, choices, filterable, position)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (name) DO UPDATE SET
      type = excluded.type, unit = excluded.unit, choices = excluded.choices,
      filterable = excluded.filterable, position = excluded.position`,
  params: {
    name: t.text,
    type: t.text,
    unit: t.nullable(t.text),
    choices: t.textArray,
    filterable: t.bool,
    position: t.int4,
  },
  row: {},
});

const deleteType = statement({
  name: 'catalog.deleteAttributeType',
  text: `DELETE FROM catalog.attribute_type WHERE name = $1`,
  params: { name: t.text },
  row: {},
});

/** What products have that a type would not take. */
export type Violations = { total: number; some: { productId: string; value: string }[] };

/**
 * Gives an attribute a type, or another one, in the caller's transaction. Refused, with `violations`, while products
 * have values that it does not take; a refusal leaves nothing changed.
 */
export const setAttributeType = async (
  tx: Transaction,
  name: string,
  input: AttributeTypeInput,
): Promise<{ ok: true; type: AttributeType; created: boolean } | (Refusal & { violations?: Violations })> => {
  const fault = typeFault(input);
  if (fault !== undefined) return { ok: false, code: 'invalid', reason: fault };
  await takeTurn(tx);
  const { types, isThere } = await one(tx, selectCounts, { name });
  if (!isThere && types >= ATTRIBUTE_TYPES_MAX)
    return {
      ok: false,
      code: 'limit-exceeded',
      reason: `${ATTRIBUTE_TYPES_MAX} attributes have a type already, as many as can have one`,
    };
  const type: AttributeType = {
    name,
    type: input.type,
    unit: input.unit?.trim() ?? null,
    choices: (input.choices ?? []).map((choice) => choice.trim()),
    filterable: input.filterable ?? true,
    position: input.position ?? 0,
  };
  const { pattern, among } = valueRule(type);
  const rows =
    pattern === null && among === null
      ? []
      : await many(tx, selectViolations, { name, pattern, among: among === null ? null : [...among] });
  const total = rows[0]?.total ?? 0;
  if (total > 0) {
    const some = rows.map(({ productId, value }) => ({ productId, value }));
    const values = [...new Set(some.map(({ value }) => value))];
    return {
      ok: false,
      code: 'conflict',
      reason: `“${name}” is to be ${allowedValues(type)}, but ${total === 1 ? 'one product has' : `${total} products have`} something else, such as ${listed(values)}; change that first`,
      violations: { total, some },
    };
  }
  await change(tx, upsertType, type);
  return { ok: true, type, created: !isThere };
};

/** Makes an attribute free text again; products keep their values. False when it had no type. */
export const deleteAttributeType = async (tx: Transaction, name: string): Promise<boolean> => {
  await takeTurn(tx);
  return (await change(tx, deleteType, { name })) === 1;
};
