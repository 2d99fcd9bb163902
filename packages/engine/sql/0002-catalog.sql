-- Products, their variants and prices, and the category tree. Normalised: one fact in one place.
CREATE SCHEMA catalog;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE TABLE catalog.brand (
  brand_id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);

-- The tree as a materialised path of handles, 'clothing/shirts': a subtree is one range of the index below.
-- The handle is the last step of the path when that is free, else made unique, because links use it alone.
CREATE TABLE catalog.category (
  category_id uuid PRIMARY KEY,
  parent_id uuid REFERENCES catalog.category,
  handle text NOT NULL UNIQUE CHECK (handle <> '' AND position('/' IN handle) = 0),
  title text NOT NULL CHECK (title <> ''),
  path text COLLATE "C" NOT NULL UNIQUE,
  depth integer NOT NULL CHECK (depth BETWEEN 0 AND 9),
  UNIQUE NULLS NOT DISTINCT (parent_id, title)
);

CREATE TABLE catalog.product (
  product_id text PRIMARY KEY CHECK (product_id <> ''),
  handle text NOT NULL UNIQUE CHECK (handle <> ''),
  title text NOT NULL CHECK (title <> ''),
  description text NOT NULL DEFAULT '',
  brand_id uuid REFERENCES catalog.brand,
  category_id uuid REFERENCES catalog.category,
  status text NOT NULL CHECK (status IN ('active', 'draft')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX product_newest ON catalog.product (created_at DESC, product_id DESC) WHERE status = 'active';
CREATE INDEX product_category ON catalog.product (category_id) WHERE status = 'active';
CREATE INDEX product_brand ON catalog.product (brand_id) WHERE status = 'active';
CREATE INDEX product_title_trgm ON catalog.product USING gin (lower(title) public.gin_trgm_ops);

CREATE TABLE catalog.product_attribute (
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> ''),
  value text NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (product_id, name)
);
CREATE INDEX product_attribute_value ON catalog.product_attribute (name, value);

CREATE TABLE catalog.product_option (
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  position integer NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  PRIMARY KEY (product_id, position),
  UNIQUE (product_id, name)
);

CREATE TABLE catalog.variant (
  sku text PRIMARY KEY CHECK (sku <> ''),
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  position integer NOT NULL,
  title text NOT NULL,
  -- As printed on the goods (GTIN); empty where nobody gave one.
  barcode text NOT NULL DEFAULT ''
);
CREATE INDEX variant_product ON catalog.variant (product_id, position);

CREATE TABLE catalog.variant_option (
  sku text NOT NULL REFERENCES catalog.variant ON DELETE CASCADE,
  name text NOT NULL,
  value text NOT NULL CHECK (value <> ''),
  position integer NOT NULL,
  PRIMARY KEY (sku, name)
);

-- Minor units; one price per currency.
CREATE TABLE catalog.price (
  sku text NOT NULL REFERENCES catalog.variant ON DELETE CASCADE,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount bigint NOT NULL CHECK (amount >= 0),
  compare_at bigint CHECK (compare_at >= 0),
  PRIMARY KEY (sku, currency)
);

CREATE TABLE catalog.image (
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  position integer NOT NULL,
  url text NOT NULL CHECK (url <> ''),
  alt text NOT NULL,
  PRIMARY KEY (product_id, position)
);

-- Pictures kept by the shop itself, named by their content: uploading one twice stores it once.
CREATE TABLE catalog.media (
  media_id text PRIMARY KEY,
  content_type text NOT NULL,
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE catalog.media ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE catalog.import_run (
  import_id uuid PRIMARY KEY,
  format text NOT NULL,
  status text NOT NULL CHECK (status IN ('running', 'completed', 'failed')),
  read integer NOT NULL DEFAULT 0,
  created integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  rejected integer NOT NULL DEFAULT 0,
  error text,
  started_at timestamptz NOT NULL DEFAULT now(),
  -- A running import that has not been heard of for long was killed with its process.
  heard_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);

CREATE TABLE catalog.import_rejection (
  import_id uuid NOT NULL REFERENCES catalog.import_run ON DELETE CASCADE,
  position integer NOT NULL,
  line integer NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (import_id, position)
);
