-- Stock and its ledger: the truth about units.
CREATE SCHEMA inventory;

-- The CHECK is the last word on overselling: no path, however wrong, can allocate a unit that is not there.
-- fillfactor leaves room for HOT updates: a hot SKU's row is written at every order.
CREATE TABLE inventory.stock (
  sku text PRIMARY KEY CHECK (sku <> ''),
  on_hand integer NOT NULL CHECK (on_hand >= 0),
  allocated integer NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_allocated_within_on_hand CHECK (allocated BETWEEN 0 AND on_hand)
) WITH (fillfactor = 50);

-- Every change of a row above, with its cause. The sums of the deltas are the row.
CREATE TABLE inventory.movement (
  movement_id uuid PRIMARY KEY,
  sku text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('receipt', 'allocation', 'release', 'shipment', 'adjustment', 'return')),
  on_hand_delta integer NOT NULL,
  allocated_delta integer NOT NULL,
  order_id uuid,
  hold_id text,
  reason text,
  actor text,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX movement_sku ON inventory.movement (sku, movement_id DESC);
CREATE INDEX movement_order ON inventory.movement (order_id) WHERE order_id IS NOT NULL;
CREATE TRIGGER movement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inventory.movement
  FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();

-- What other modules' queries may join: the units that can be sold now.
CREATE VIEW inventory.availability AS
SELECT sku, on_hand - allocated AS available_to_sell FROM inventory.stock;
