-- Makes small transactions like those of a busy shop, each committed for itself, without a round trip between them.
--
-- Parameters: kinds         one of 'receipt', 'place' and 'confirm' for each transaction; the first 'confirm' follows a 'place'
--             skus          of each transaction, by primary key of inventory.stock
--             other_skus    of each transaction, greater than the first, so that rows are locked in one order everywhere
--             gap_seconds   between transactions in the mean, as of a Poisson process; 0 for as fast as can be
-- Row changes: 2 of a receipt, 9 of a placement with two lines, 2 of a confirmation.
CREATE OR REPLACE PROCEDURE pg_temp.bench_workload
  (kinds text[], skus text[], other_skus text[], gap_seconds float8)
LANGUAGE plpgsql AS $procedure$
DECLARE
  step record;
  placed_id uuid;
  due_at timestamptz := clock_timestamp();
BEGIN
  FOR step IN
    SELECT given.kind, given.sku, given.other_sku, product_id, title
    FROM unnest(kinds, skus, other_skus) WITH ORDINALITY AS given (kind, sku, other_sku, position)
    JOIN catalog.variant ON variant.sku = given.sku
    ORDER BY given.position
  LOOP
    CASE step.kind
    WHEN 'receipt' THEN
      UPDATE inventory.stock SET on_hand = on_hand + 1, updated_at = now() WHERE sku = step.sku;
      INSERT INTO inventory.movement (movement_id, sku, kind, on_hand_delta, allocated_delta)
      VALUES (uuidv7(), step.sku, 'receipt', 1, 0);
    WHEN 'place' THEN
      placed_id := uuidv7();
      UPDATE inventory.stock SET allocated = allocated + 1, updated_at = now() WHERE sku = step.sku;
      UPDATE inventory.stock SET allocated = allocated + 1, updated_at = now() WHERE sku = step.other_sku;
      INSERT INTO inventory.movement (movement_id, sku, kind, on_hand_delta, allocated_delta, order_id)
      VALUES (uuidv7(), step.sku, 'allocation', 0, 1, placed_id),
             (uuidv7(), step.other_sku, 'allocation', 0, 1, placed_id);
      WITH numbered AS (
        INSERT INTO orders.order_number_owner (number, order_id)
        VALUES (nextval('orders.order_number'), placed_id) RETURNING number
      )
      INSERT INTO orders.placed_order
        (order_id, number, status, email, shipping_address, currency, subtotal, discount_total, shipping_total,
         tax_total, total, pay_until, placed_at, updated_at)
      SELECT placed_id, number, 'placed', 'ada@example.com',
             '{"name": "Ada", "line1": "1 Main St", "city": "London", "postalCode": "N1", "country": "GB"}',
             'USD', 4000, 0, 0, 0, 4000, now() + interval '1 day', now(), now()
      FROM numbered;
      INSERT INTO orders.line (order_id, position, sku, product_id, title, quantity, unit_price, line_total)
      VALUES (placed_id, 1, step.sku, step.product_id, step.title, 1, 2000, 2000),
             (placed_id, 2, step.other_sku, step.product_id, step.title, 1, 2000, 2000);
      INSERT INTO orders.event (order_id, version, event, at) VALUES (placed_id, 1, 'placed', now());
    WHEN 'confirm' THEN
      UPDATE orders.placed_order SET status = 'confirmed', version = 2, pay_until = NULL, updated_at = now()
      WHERE order_id = placed_id;
      INSERT INTO orders.event (order_id, version, event, at) VALUES (placed_id, 2, 'confirmed', now());
    END CASE;
    COMMIT;
    IF gap_seconds > 0 THEN
      due_at := due_at - ln(1 - random()) * gap_seconds * interval '1 second';
      PERFORM pg_sleep(greatest(0, extract(epoch FROM due_at - clock_timestamp())));
    END IF;
  END LOOP;
END $procedure$
