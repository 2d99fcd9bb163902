import Type, { type Static } from 'typebox';
import { Id, nullable, Timestamp } from './common.ts';

/** The read models: made from PostgreSQL's change stream, and made anew by these names. */
export const PROJECTIONS = [
  'stock',
  'orders',
  'open-carts',
  'products',
  'categories',
  'trending',
  'sales',
] as const;
export type ProjectionName = (typeof PROJECTIONS)[number];
/** Those that are compared with PostgreSQL; the others are small, and a rebuild is as good. */
export const COMPARED_PROJECTIONS = [
  'stock',
  'orders',
  'products',
] as const satisfies readonly ProjectionName[];
export type ComparedProjectionName = (typeof COMPARED_PROJECTIONS)[number];

const ProjectionSchema = Type.Unsafe<ProjectionName>(
  Type.Union(
    PROJECTIONS.map((name) => Type.Literal(name)),
    { description: 'A read model' },
  ),
);

export const RebuildInput = Type.Object(
  { projection: ProjectionSchema },
  { title: 'RebuildInput', additionalProperties: false },
);

export const ReconciliationInput = Type.Object(
  {
    projection: Type.Optional(
      Type.Unsafe<ComparedProjectionName>(
        Type.Union(
          COMPARED_PROJECTIONS.map((name) => Type.Literal(name)),
          { description: 'A read model that can be compared; left out: each of them' },
        ),
      ),
    ),
  },
  { title: 'ReconciliationInput', additionalProperties: false },
);

export const TASK_STATUSES = ['waiting', 'running', 'completed', 'failed'] as const;

const task = {
  projections: Type.Array(Type.String(), { description: 'The read models, in the order of the work' }),
  status: Type.Unsafe<(typeof TASK_STATUSES)[number]>(
    Type.Union(
      TASK_STATUSES.map((status) => Type.Literal(status)),
      { description: 'waiting: until the process that follows the changes takes it up' },
    ),
  ),
  done: Type.Integer({ description: 'Documents so far' }),
  total: Type.Integer({ description: 'Documents that there are, about; 0 while it waits' }),
  error: nullable(Type.String({ description: 'Why it failed' })),
  requestedAt: Timestamp,
  startedAt: nullable(Timestamp),
  finishedAt: nullable(Timestamp),
};

/** Makes one read model anew, while the old one goes on answering. */
export const Rebuild = Type.Object({ rebuildId: Id, ...task }, { title: 'Rebuild' });
export type Rebuild = Static<typeof Rebuild>;

const findings = {
  looked: Type.Integer({ description: 'Documents compared' }),
  missing: Type.Integer({ description: 'In PostgreSQL, and not in the read model' }),
  different: Type.Integer({ description: 'Not as PostgreSQL has them' }),
  leftOver: Type.Integer({ description: 'In the read model, and not in PostgreSQL' }),
};

/** Compares read models with PostgreSQL, and makes right what differs. */
export const Reconciliation = Type.Object(
  {
    reconciliationId: Id,
    ...task,
    report: Type.Record(Type.String(), Type.Object(findings), {
      description: 'By read model, of those that are done; whatever was found wrong has been repaired',
    }),
  },
  { title: 'Reconciliation' },
);
export type Reconciliation = Static<typeof Reconciliation>;

/** A document of the read side that was found wrong, and repaired. */
export const DriftEntry = Type.Object(
  {
    driftId: Id,
    projection: Type.String(),
    document: Type.String({ description: 'Its name: a SKU, an order’s id, a product’s id' }),
    kind: Type.Union([Type.Literal('missing'), Type.Literal('different'), Type.Literal('left-over')]),
    detail: Type.String({ description: 'The first thing that differed, for people' }),
    at: Timestamp,
  },
  { title: 'DriftEntry' },
);
export type DriftEntry = Static<typeof DriftEntry>;

export const ALARM_CODES = [
  'postgresql-away',
  'redis-away',
  'nobody-leads',
  'read-side-not-whole',
  'read-side-late',
  'wal-retained',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];

export const Alarm = Type.Object({
  code: Type.Unsafe<AlarmCode>(Type.Union(ALARM_CODES.map((code) => Type.Literal(code)))),
  detail: Type.String({ description: 'What is wrong, and what helps' }),
});
export type Alarm = Static<typeof Alarm>;

/** How the shop is at this moment, as the process that answers sees it. */
export const Overview = Type.Object(
  {
    at: Timestamp,
    lagMs: nullable(
      Type.Integer({
        description: 'How long ago PostgreSQL was as the read side is, in milliseconds; null: not known',
      }),
    ),
    positionKnown: Type.Boolean({
      description: 'Whether this process knows how far the read side is; until then PostgreSQL answers',
    }),
    projections: Type.Array(
      Type.Object({
        name: Type.String(),
        whole: Type.Boolean({ description: 'Answers come from it; until it is whole PostgreSQL answers' }),
        generation: nullable(Type.String({ description: 'Which making of it answers; opaque' })),
        lastWalk: nullable(
          Type.Object(
            { ...findings, endedAt: Timestamp },
            { description: 'What the last whole walk through it found; null: there was none, or not known' },
          ),
        ),
      }),
    ),
    slot: nullable(
      Type.Object(
        {
          active: Type.Boolean({ description: 'A process follows the changes' }),
          retainedBytes: Type.Integer({
            description: 'WAL that PostgreSQL keeps for the read side, in bytes',
          }),
          retainedMaxBytes: nullable(
            Type.Integer({ description: 'max_slot_wal_keep_size in bytes; null: no bound' }),
          ),
        },
        { description: 'The replication slot; null: there is none, or PostgreSQL is away' },
      ),
    ),
    readyAnswers: Type.Object(
      {
        bytes: Type.Integer({ description: 'Bytes kept' }),
        hits: Type.Integer({ description: 'Since the process began' }),
        misses: Type.Integer({ description: 'Since the process began' }),
        hitRate: nullable(Type.Number({ description: '0 to 1; null: nothing was asked for yet' })),
      },
      { description: 'Answers that this process keeps as ready bytes' },
    ),
    listIndex: Type.Object(
      {
        ready: Type.Boolean({ description: 'Lists come from memory; else from PostgreSQL' }),
        products: Type.Integer({ description: 'Products in it' }),
      },
      { description: 'The catalogue’s lists in this process' },
    ),
    ordersPerSecond: nullable(
      Type.Number({
        description: 'Orders placed per second over the last minute; null: PostgreSQL is away',
      }),
    ),
    alarms: Type.Array(Alarm, { description: 'Empty: all is well' }),
  },
  { title: 'Overview' },
);
export type Overview = Static<typeof Overview>;
