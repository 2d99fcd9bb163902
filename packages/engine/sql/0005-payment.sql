-- Money: what was asked of the provider, and what it answered.
CREATE SCHEMA payment;

CREATE TABLE payment.attempt (
  attempt_id uuid PRIMARY KEY,
  order_id uuid NOT NULL,
  -- pending: asked, or about to be; review: authorised, a person must look before money is captured.
  status text NOT NULL CHECK (status IN ('pending', 'review', 'authorised', 'captured', 'declined', 'voided')),
  provider text NOT NULL,
  token text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL,
  authorisation_id text,
  decline_code text,
  -- Who drives the attempt now may do so until then; later the sweeper may take over.
  leased_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX attempt_order ON payment.attempt (order_id, attempt_id DESC);
-- At most one attempt of an order can be on its way to money at a time, or hold money.
CREATE UNIQUE INDEX attempt_one_live ON payment.attempt (order_id)
  WHERE status IN ('pending', 'review', 'authorised', 'captured');
-- The sweeper's question: what waits for the provider?
CREATE INDEX attempt_waiting ON payment.attempt (leased_until) WHERE status IN ('pending', 'authorised');

-- Money to give back: an authorisation to void or a capture to refund. Written with the decision, done later.
CREATE TABLE payment.reversal (
  reversal_id uuid PRIMARY KEY,
  attempt_id uuid NOT NULL REFERENCES payment.attempt,
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('void', 'refund')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'done')),
  reason text NOT NULL,
  leased_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX reversal_order ON payment.reversal (order_id);
CREATE INDEX reversal_waiting ON payment.reversal (leased_until) WHERE status = 'pending';
