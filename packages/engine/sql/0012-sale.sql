-- Sales: timed offers of some units of one SKU, decided here and nowhere else.
CREATE SCHEMA sale;

-- Units that are set apart from the shelf for sales that are not over. Why a SKU has them is in sale.sale, not in
-- the ledger of movements: they are still on hand and belong to no order.
ALTER TABLE inventory.stock
  ADD COLUMN set_aside integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT stock_set_aside_not_negative CHECK (set_aside >= 0),
  ADD CONSTRAINT stock_bound_within_on_hand CHECK (allocated + set_aside <= on_hand);

CREATE OR REPLACE VIEW inventory.availability AS
SELECT sku, on_hand - allocated - set_aside AS available_to_sell FROM inventory.stock;

-- The CHECKs are the last word on overselling: no path, however wrong, can claim or sell a unit twice.
-- fillfactor leaves room for HOT updates: an open sale's row is written at every claim and every order.
CREATE TABLE sale.sale (
  sale_id uuid PRIMARY KEY,
  title text NOT NULL CHECK (title <> ''),
  sku text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Of one unit, in minor units; it stays as it was scheduled.
  price bigint NOT NULL CHECK (price BETWEEN 0 AND 10000000000),
  allocation integer NOT NULL CHECK (allocation > 0),
  -- Units of orders that have not ended unpaid or cancelled.
  sold integer NOT NULL DEFAULT 0 CHECK (sold >= 0),
  -- Units of live claims.
  claimed integer NOT NULL DEFAULT 0 CHECK (claimed >= 0),
  -- Units that went back to the shelf: what was left at the end, and what cancelled orders gave back after it.
  given_back integer NOT NULL DEFAULT 0 CHECK (given_back >= 0),
  -- What this sale explains of inventory.stock.set_aside.
  set_aside integer NOT NULL GENERATED ALWAYS AS (allocation - sold - given_back) STORED,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  per_buyer_limit integer NOT NULL CHECK (per_buyer_limit BETWEEN 1 AND 999),
  -- How long a claim lives.
  hold_seconds integer NOT NULL CHECK (hold_seconds BETWEEN 1 AND 86400),
  stopped_at timestamptz,
  -- When what was left of it went back to the shelf; nothing is claimed or ordered from then on.
  closed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sale_window CHECK (starts_at < ends_at),
  CONSTRAINT sale_within_allocation CHECK (sold + claimed + given_back <= allocation),
  CONSTRAINT sale_closed_empty CHECK (closed_at IS NULL OR (claimed = 0 AND sold + given_back = allocation))
) WITH (fillfactor = 50);
-- The sweeper's question, and that of the list: which sales are not over?
CREATE INDEX sale_unclosed ON sale.sale (ends_at) WHERE closed_at IS NULL;
CREATE INDEX sale_end ON sale.sale (ends_at DESC);

-- Units that one shopper has for a while. It is live until it is ordered, or ended: released by its shopper,
-- expired, or returned by an order that was cancelled or not paid. Only a live claim counts into sale.claimed.
CREATE TABLE sale.claim (
  claim_id uuid PRIMARY KEY,
  sale_id uuid NOT NULL REFERENCES sale.sale,
  -- `session:<id>` or `customer:<id>`, as everywhere; a guest who signs in takes her claims along.
  owner text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  cart_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('live', 'ordered', 'released', 'expired', 'returned')),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  order_id uuid,
  -- Whom the order counts for in sale.buyer.
  buyers text[],
  -- Null when the customer whom the guest became has used the same key herself.
  idempotency_key text,
  body_sha256 bytea NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT claim_ordered CHECK ((status IN ('ordered', 'returned')) = (order_id IS NOT NULL)),
  CONSTRAINT claim_buyers CHECK ((order_id IS NULL) = (buyers IS NULL)),
  CONSTRAINT claim_ended CHECK ((status IN ('live', 'ordered')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX claim_key ON sale.claim (sale_id, owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX claim_owner ON sale.claim (owner, sale_id);
CREATE INDEX claim_live ON sale.claim (sale_id, expires_at) WHERE status = 'live';
CREATE INDEX claim_expiry ON sale.claim (expires_at) WHERE status = 'live';
CREATE INDEX claim_order ON sale.claim (order_id) WHERE order_id IS NOT NULL;

-- How many units of a sale a buyer has ordered: a customer, and an e-mail address in its normal form.
CREATE TABLE sale.buyer (
  sale_id uuid NOT NULL REFERENCES sale.sale,
  buyer text NOT NULL,
  quantity integer NOT NULL,
  -- The sale's, so that the CHECK can see it.
  per_buyer_limit integer NOT NULL,
  PRIMARY KEY (sale_id, buyer),
  CONSTRAINT buyer_within_limit CHECK (quantity BETWEEN 0 AND per_buyer_limit)
);
