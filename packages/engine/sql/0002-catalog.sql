-- Products, their variants and prices, and the category tree. Normalised: one fact in one place, except what is
-- marked as derived; that is written with its sources by the one command that writes products.
CREATE SCHEMA catalog;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- Counts the transactions that changed the catalogue. Its one row is also where its writers queue up: each
-- raises it first, so that no two of them can cross each other's handles, SKUs or categories.
CREATE TABLE catalog.revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  value bigint NOT NULL
);
INSERT INTO catalog.revision (value) VALUES (1);

CREATE TABLE catalog.brand (
  brand_id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);

-- The tree as a materialised path of handles, 'clothing/shirts': a subtree is one range of the path's index.
-- Handles are unique by themselves, because links use them alone. `titles` (derived) says the path in words.
CREATE TABLE catalog.category (
  category_id uuid PRIMARY KEY,
  parent_id uuid REFERENCES catalog.category,
  handle text NOT NULL UNIQUE CHECK (handle <> '' AND position('/' IN handle) = 0),
  title text NOT NULL CHECK (title <> ''),
  path text COLLATE "C" NOT NULL UNIQUE,
  titles text[] NOT NULL,
  depth integer NOT NULL CHECK (depth BETWEEN 0 AND 9),
  UNIQUE NULLS NOT DISTINCT (parent_id, title)
);

-- The values that attributes have, numbered (derived): facets count small numbers much faster than texts.
-- Longer values are no facet; unused ones may stay.
CREATE TABLE catalog.facet_value (
  facet_value_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 100),
  UNIQUE (name, value)
);

CREATE TABLE catalog.product (
  product_id text PRIMARY KEY CHECK (product_id <> ''),
  -- "C", so that the handles made from one title ('shirt', 'shirt-2', …) are one range of the index.
  handle text COLLATE "C" NOT NULL UNIQUE CHECK (handle <> ''),
  title text NOT NULL CHECK (title <> ''),
  description text NOT NULL DEFAULT '',
  brand_id uuid REFERENCES catalog.brand,
  category_id uuid REFERENCES catalog.category,
  status text NOT NULL CHECK (status IN ('active', 'draft')),
  -- Derived: title, brand and SKUs in lower case, one a line.
  search_text text NOT NULL,
  -- Derived from product_attribute, by catalog.facet_value.
  facet_value_ids integer[] NOT NULL,
  -- Milliseconds, which JavaScript can carry in a cursor.
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX product_newest ON catalog.product (created_at DESC, product_id DESC);
CREATE INDEX product_category ON catalog.product (category_id) WHERE status = 'active';
CREATE INDEX product_brand ON catalog.product (brand_id) WHERE status = 'active';
CREATE INDEX product_search ON catalog.product USING gin (search_text public.gin_trgm_ops);

CREATE TABLE catalog.product_attribute (
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  name text NOT NULL CHECK (name <> ''),
  value text NOT NULL,
  position integer NOT NULL,
  PRIMARY KEY (product_id, name)
);

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
  title text NOT NULL
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

-- Derived from the prices of a product's variants: what lists show, filter and sort by.
CREATE TABLE catalog.product_price (
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  currency text NOT NULL,
  lowest bigint NOT NULL,
  highest bigint NOT NULL CHECK (highest >= lowest),
  PRIMARY KEY (product_id, currency)
);
CREATE INDEX product_price_lowest ON catalog.product_price (currency, lowest, product_id);

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
