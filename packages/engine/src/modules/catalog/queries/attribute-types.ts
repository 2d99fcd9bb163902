import type { AttributeKind, AttributeType } from '@cartwright/contract';
import { many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';

const COLUMNS = 'name, type, unit, choices, filterable, position';
const row = {
  name: t.text,
  type: t.words<AttributeKind>(),
  unit: t.nullable(t.text),
  choices: t.textArray,
  filterable: t.bool,
  position: t.int4,
};

// At most ATTRIBUTE_TYPES_MAX rows.
const selectTypes = statement({
  name: 'catalog.selectAttributeTypes',
  text: `SELECT ${COLUMNS} FROM catalog.attribute_type ORDER BY position, name`,
  params: {},
  row,
});

// Primary key.
const selectType = statement({
  name: 'catalog.selectAttributeType',
  text: `SELECT ${COLUMNS} FROM catalog.attribute_type WHERE name = $1`,
  params: { name: t.text },
  row,
});

/** The types of attributes, in the order of their facets. */
export const listAttributeTypes = (db: Queryable): Promise<AttributeType[]> => many(db, selectTypes, {});

/** The same by the attribute's name. */
export const attributeTypes = async (db: Queryable): Promise<Map<string, AttributeType>> =>
  new Map((await listAttributeTypes(db)).map((type) => [type.name, type]));

/** The type of an attribute; undefined for one that is free text. */
export const findAttributeType = (db: Queryable, name: string): Promise<AttributeType | undefined> =>
  maybeOne(db, selectType, { name });
