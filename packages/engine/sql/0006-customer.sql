-- Who buys. A guest's session is no row: it is its signed token alone.
CREATE SCHEMA customer;

CREATE TABLE customer.account (
  customer_id uuid PRIMARY KEY,
  email text NOT NULL,
  name text,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_email ON customer.account (lower(email));

-- Sessions that signed in, and sessions that ended before their token does.
CREATE TABLE customer.sign_in (
  session_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer.account ON DELETE CASCADE,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_customer ON customer.sign_in (customer_id, at DESC);

CREATE TABLE customer.revocation (
  session_id uuid PRIMARY KEY,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  -- After that the token has ended by itself and the row may go.
  expires_at timestamptz NOT NULL
);
CREATE INDEX revocation_expiry ON customer.revocation (expires_at);
CREATE INDEX revocation_newest ON customer.revocation (revoked_at);
