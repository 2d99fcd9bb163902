-- The shop's staff, what they may do, and what they did.
CREATE SCHEMA staff;

CREATE TABLE staff.member (
  member_id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'operator', 'support', 'viewer')),
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz
);
CREATE UNIQUE INDEX member_email ON staff.member (lower(email));

-- A key is shown once; only its SHA-256 is kept (it has 256 random bits: nothing to guess, no salt needed).
CREATE TABLE staff.api_key (
  api_key_id uuid PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'operator', 'support', 'viewer')),
  key_sha256 bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

CREATE TABLE staff.audit (
  audit_id uuid PRIMARY KEY,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  detail jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON staff.audit
  FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change();
