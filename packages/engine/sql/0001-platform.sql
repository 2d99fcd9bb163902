-- What belongs to the installation itself, and to no module.
CREATE SCHEMA platform;

-- Facts that every process of one shop must agree on: its id, the secret that signs sessions.
CREATE TABLE platform.setting (
  name text PRIMARY KEY,
  value text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- UUIDv7 carries its own time (RFC 9562, 5.7): 48 bits of Unix milliseconds come first. A partition bound is
-- therefore the smallest UUID of an instant, and a look-up by id prunes to one partition.
CREATE FUNCTION platform.uuid_lower_bound(at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (lpad(to_hex(greatest(floor(extract(epoch FROM at) * 1000)::bigint, 0)), 12, '0') || '00000000000000000000')::uuid;

-- Makes the monthly partitions of a table that is partitioned by a UUIDv7, from the month of `from_at` to the
-- month of `to_at`; those that are there stay. Months are UTC.
CREATE FUNCTION platform.ensure_monthly_partitions(parent regclass, from_at timestamptz, to_at timestamptz)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  month_at timestamp := date_trunc('month', from_at AT TIME ZONE 'UTC');
  last_at timestamp := date_trunc('month', to_at AT TIME ZONE 'UTC');
  parent_schema text;
  parent_table text;
  partition_table text;
  made integer := 0;
BEGIN
  SELECT n.nspname, c.relname INTO parent_schema, parent_table
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = parent;
  -- One maker at a time for one parent: several processes start at once.
  PERFORM pg_advisory_xact_lock(hashtextextended('partitions:' || parent::text, 0));
  WHILE month_at <= last_at LOOP
    partition_table := parent_table || to_char(month_at, '"_y"YYYY"m"MM');
    IF to_regclass(format('%I.%I', parent_schema, partition_table)) IS NULL THEN
      EXECUTE format(
        'CREATE TABLE %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
        parent_schema, partition_table, parent,
        platform.uuid_lower_bound(month_at AT TIME ZONE 'UTC'),
        platform.uuid_lower_bound((month_at + interval '1 month') AT TIME ZONE 'UTC')
      );
      made := made + 1;
    END IF;
    month_at := month_at + interval '1 month';
  END LOOP;
  RETURN made;
END $$;

-- For ledgers: what was written stays as it was written.
CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
