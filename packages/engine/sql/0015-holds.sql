-- Holds of carts become allocations of orders: a movement names the hold that it came from.

-- Whether a hold that was being paid for has become an order.
CREATE INDEX movement_hold ON inventory.movement (hold_id) WHERE hold_id IS NOT NULL;

-- Only what is needed to drop that hold. Without a WHERE: with one on a column that is no part of the replica identity,
-- PostgreSQL itself would refuse a DELETE, in other words than the ledger does.
ALTER PUBLICATION cartwright ADD TABLE inventory.movement (movement_id, sku, hold_id);
