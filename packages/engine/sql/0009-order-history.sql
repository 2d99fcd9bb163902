-- Orders that were sold elsewhere or before: imported in their final states. Goods that came back.

-- What was imported, by where it comes from and what it is called there: importing again doubles nothing.
CREATE TABLE orders.imported (
  source text NOT NULL CHECK (source <> ''),
  reference text NOT NULL CHECK (reference <> ''),
  order_id uuid NOT NULL,
  -- Of what was imported, so that a file that says something else under the same name is noticed.
  content_sha256 bytea NOT NULL,
  PRIMARY KEY (source, reference)
);
CREATE INDEX imported_order ON orders.imported (order_id);

-- Goods that came back; the money that went back for them is a payment.reversal.
CREATE TABLE orders.goods_return (
  return_id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  reason text NOT NULL,
  -- What of the order's shipping was given back with it, in minor units.
  shipping_amount bigint NOT NULL DEFAULT 0 CHECK (shipping_amount >= 0),
  at timestamptz NOT NULL
);
CREATE INDEX goods_return_order ON orders.goods_return (order_id);
CREATE TABLE orders.returned_line (
  return_id uuid NOT NULL REFERENCES orders.goods_return ON DELETE CASCADE,
  -- The order line's.
  position integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (return_id, position)
);

-- A customer who came with an order log has no password, and cannot sign in before one is set.
ALTER TABLE customer.account ALTER COLUMN password_hash DROP NOT NULL;

-- What an import of orders has to tell beyond its counts.
ALTER TABLE catalog.import_run ADD COLUMN report jsonb;

-- The planner's picture of these tables, after much has come into them in one go.
CREATE FUNCTION orders.refresh_statistics() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  ANALYZE orders.placed_order, orders.line, orders.imported, orders.goods_return, orders.returned_line;
END $$;

-- The lines of an order log while it is imported. Unlogged: after a crash the file is read again, and what is in by
-- then is recognised by its name. `fate` is what became of the line, or why it stayed out.
CREATE SCHEMA order_log;
CREATE UNLOGGED TABLE order_log.line (
  import_id uuid NOT NULL,
  line integer NOT NULL,
  fate text NOT NULL,
  -- Of a line that cannot be read: why. It has no other texts.
  problem text,
  invoice text COLLATE "C",
  sku text COLLATE "C",
  description text,
  quantity integer,
  at timestamptz(3),
  -- Minor units of one unit; null when the price has more digits than the currency.
  unit_price bigint,
  customer text,
  country text,
  PRIMARY KEY (import_id, line)
);
CREATE INDEX line_invoice ON order_log.line (import_id, invoice, line);
CREATE INDEX line_sku ON order_log.line (import_id, sku, line) WHERE fate = 'goods';
