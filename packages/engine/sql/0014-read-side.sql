-- What the read side is made from: every change of these tables goes out by logical replication, in the order of the
-- commits. A table that comes later joins by ALTER PUBLICATION in its own migration.

-- A variant's own key does not tell whose it was when it is deleted.
ALTER TABLE catalog.variant REPLICA IDENTITY FULL;

CREATE PUBLICATION cartwright FOR TABLE
  catalog.brand,
  catalog.category,
  catalog.product,
  catalog.product_attribute,
  catalog.product_option,
  catalog.variant,
  catalog.variant_option,
  catalog.price,
  catalog.product_price,
  catalog.image,
  -- Without the bytes of the pictures.
  catalog.media (media_id, width, height, sizes),
  catalog.collection,
  catalog.collection_category,
  catalog.collection_product,
  catalog.attribute_type,
  catalog.former_handle,
  inventory.stock,
  orders.placed_order,
  orders.line,
  orders.event,
  orders.open_cart,
  payment.attempt,
  payment.reversal,
  sale.sale
-- Orders are one table to their readers, whichever partition a row is in.
WITH (publish_via_partition_root = true);

-- What staff asks of the process that follows the changes, and how far it is: rebuilds and reconciliations.
CREATE TABLE platform.read_side_task (
  task_id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('rebuild', 'reconcile')),
  -- Names of projections.
  projections text[] NOT NULL CHECK (cardinality(projections) > 0),
  status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'completed', 'failed')),
  -- Documents done, and how many there are about; for people.
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  -- Of a reconciliation: by projection, how many were looked at, missing, different and left over.
  report jsonb NOT NULL DEFAULT '{}',
  error text,
  requested_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE INDEX read_side_task_open ON platform.read_side_task (requested_at) WHERE status IN ('waiting', 'running');

-- What reconciliation found wrong in the read side, and made right.
CREATE TABLE platform.drift (
  drift_id uuid PRIMARY KEY,
  projection text NOT NULL,
  document text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('missing', 'different', 'left-over')),
  -- The first thing that differed, for people.
  detail text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX drift_newest ON platform.drift (at DESC);

ALTER PUBLICATION cartwright ADD TABLE platform.read_side_task;
