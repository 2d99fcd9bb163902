import Type, { type Static } from 'typebox';
import { Id, nullable, PageQuery, Timestamp } from './common.ts';
import { OrderStatus } from './order.ts';
import { OrderLogReport } from './order-log.ts';

export const IMPORT_FORMATS = ['shopify-csv', 'jsonl', 'online-retail-csv'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export const ImportRun = Type.Object(
  {
    importId: Id,
    format: Type.String(),
    status: Type.Union([Type.Literal('running'), Type.Literal('completed'), Type.Literal('failed')]),
    read: Type.Integer({ description: 'Records of the file read so far' }),
    created: Type.Integer(),
    updated: Type.Integer(),
    rejected: Type.Integer(),
    rejections: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() })),
    error: nullable(Type.String({ description: 'Why a failed import ended' })),
    report: nullable(OrderLogReport),
    startedAt: Timestamp,
    finishedAt: nullable(Timestamp),
  },
  { title: 'ImportRun' },
);
export type ImportRun = Static<typeof ImportRun>;

export const StockChange = Type.Union([
  Type.Object(
    { onHand: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      adjust: Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
      reason: Type.String({ minLength: 1, maxLength: 500 }),
    },
    { additionalProperties: false },
  ),
]);
export type StockChange = Static<typeof StockChange>;

export const StockRecord = Type.Object({
  sku: Type.String(),
  onHand: Type.Integer(),
  allocated: Type.Integer(),
  setAside: Type.Integer({ description: 'Units kept for sales' }),
  held: Type.Integer(),
  availableToSell: Type.Integer(),
});
export type StockRecord = Static<typeof StockRecord>;

export const StockMovement = Type.Object({
  movementId: Id,
  kind: Type.String(),
  onHandDelta: Type.Integer(),
  allocatedDelta: Type.Integer(),
  orderId: nullable(Type.String()),
  holdId: nullable(Type.String()),
  reason: nullable(Type.String()),
  actor: nullable(Type.String()),
  at: Timestamp,
});
export type StockMovement = Static<typeof StockMovement>;

export const OrderQuery = Type.Object({
  ...PageQuery.properties,
  status: Type.Optional(OrderStatus),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  from: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339, inclusive' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339, exclusive' })),
});

export const Review = Type.Object({
  decision: Type.Union([Type.Literal('approve'), Type.Literal('reject')]),
});

export const STAFF_ROLES = ['owner', 'operator', 'support', 'viewer'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export const StaffSession = Type.Object({
  token: Type.String(),
  member: Type.Object({ memberId: Id, email: Type.String(), name: Type.String(), role: Type.String() }),
});
export type StaffSession = Static<typeof StaffSession>;

export const AuditEntry = Type.Object({
  auditId: Id,
  actor: Type.String(),
  action: Type.String(),
  target: Type.String(),
  detail: Type.Unknown(),
  at: Timestamp,
});
export type AuditEntry = Static<typeof AuditEntry>;
