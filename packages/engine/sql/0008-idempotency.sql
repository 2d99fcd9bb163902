-- One intent, one effect: the row is written in the transaction of the effect it names, so it is there
-- exactly if the effect is. A replay answers from the present state of what it points to.
CREATE SCHEMA idempotency;

CREATE TABLE idempotency.intent (
  owner text NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  body_sha256 bytea NOT NULL,
  order_id uuid NOT NULL,
  attempt_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner, operation, key)
);
-- Kept at least 24 h, then swept.
CREATE INDEX intent_age ON idempotency.intent (created_at);
