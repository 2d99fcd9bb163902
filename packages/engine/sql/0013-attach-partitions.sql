-- Makes monthly partitions without standing in anybody's way: `CREATE TABLE … PARTITION OF` would wait for every
-- reader of the parent, an export of hours among them, and all others would queue up behind it. Attaching takes a lock
-- that goes together with reading and writing.
CREATE OR REPLACE FUNCTION platform.ensure_monthly_partitions(parent regclass, from_at timestamptz, to_at timestamptz)
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
      EXECUTE format('CREATE TABLE %I.%I (LIKE %s INCLUDING ALL)', parent_schema, partition_table, parent);
      EXECUTE format(
        'ALTER TABLE %s ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
        parent, parent_schema, partition_table,
        platform.uuid_lower_bound(month_at AT TIME ZONE 'UTC'),
        platform.uuid_lower_bound((month_at + interval '1 month') AT TIME ZONE 'UTC')
      );
      made := made + 1;
    END IF;
    month_at := month_at + interval '1 month';
  END LOOP;
  RETURN made;
END $$;
