-- Orders: what was sold, to whom, and everything that happened to it. `order` is a reserved word, so the
-- schema is `orders` and the table `orders.placed_order`.
CREATE SCHEMA orders;

-- The number people say on the telephone. Gaps are fine, doubles are not.
CREATE SEQUENCE orders.order_number START 100001;

-- Partitioned by month through the time inside the UUIDv7 order id.
CREATE TABLE orders.placed_order (
  order_id uuid NOT NULL,
  number bigint NOT NULL,
  status text NOT NULL CHECK (status IN ('placed', 'inReview', 'authorised', 'confirmed', 'fulfilled',
    'cancelled', 'paymentFailed', 'refunded', 'returned')),
  session_id uuid,
  customer_id uuid,
  cart_id uuid,
  email text NOT NULL,
  shipping_address jsonb NOT NULL,
  shipping_option_id text,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  subtotal bigint NOT NULL CHECK (subtotal >= 0),
  discount_total bigint NOT NULL CHECK (discount_total >= 0),
  shipping_total bigint NOT NULL CHECK (shipping_total >= 0),
  tax_total bigint NOT NULL CHECK (tax_total >= 0),
  total bigint NOT NULL CHECK (total >= 0),
  -- While the order waits for money: until then its stock stays allocated.
  pay_until timestamptz,
  -- How many events it has; the next event's number. Guards each change against a lost update.
  version integer NOT NULL DEFAULT 1,
  placed_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (order_id),
  CONSTRAINT placed_order_total CHECK (total = subtotal - discount_total + shipping_total + tax_total)
) PARTITION BY RANGE (order_id);
CREATE INDEX placed_order_customer ON orders.placed_order (customer_id, order_id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX placed_order_session ON orders.placed_order (session_id, order_id DESC) WHERE session_id IS NOT NULL;
CREATE INDEX placed_order_email ON orders.placed_order (lower(email), order_id DESC);
CREATE INDEX placed_order_status ON orders.placed_order (status, order_id DESC);
-- The sweeper's question: which unpaid orders are past their deadline?
CREATE INDEX placed_order_unpaid ON orders.placed_order (pay_until) WHERE status = 'placed';

CREATE TABLE orders.line (
  order_id uuid NOT NULL,
  position integer NOT NULL,
  sku text NOT NULL,
  product_id text NOT NULL,
  title text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price bigint NOT NULL CHECK (unit_price >= 0),
  line_total bigint NOT NULL,
  PRIMARY KEY (order_id, position),
  CONSTRAINT line_total_is_the_product CHECK (line_total = quantity * unit_price)
) PARTITION BY RANGE (order_id);

-- What happened, in order; written in the transaction of the state change it tells of.
CREATE TABLE orders.event (
  order_id uuid NOT NULL,
  version integer NOT NULL,
  event text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  PRIMARY KEY (order_id, version)
) PARTITION BY RANGE (order_id);

-- Uniqueness lives in unpartitioned tables: a partitioned unique index would have to contain the order id.
CREATE TABLE orders.order_number_owner (
  number bigint PRIMARY KEY,
  order_id uuid NOT NULL
);
-- A cart has at most one open order.
CREATE TABLE orders.open_cart (
  cart_id uuid PRIMARY KEY,
  order_id uuid NOT NULL
);

SELECT platform.ensure_monthly_partitions(parent, now() - interval '1 month', now() + interval '3 months')
FROM unnest(ARRAY['orders.placed_order', 'orders.line', 'orders.event']::regclass[]) AS parent;
