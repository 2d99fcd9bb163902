-- Collections, types of attributes, and the handles that products, categories and collections had before.

-- A group of products that the shop shows under one name. Without a rule staff has picked its products by hand.
CREATE TABLE catalog.collection (
  collection_id uuid PRIMARY KEY,
  handle text COLLATE "C" NOT NULL UNIQUE CHECK (handle <> ''),
  title text NOT NULL CHECK (title <> ''),
  description text NOT NULL,
  image_url text CHECK (image_url <> ''),
  image_alt text CHECK ((image_alt IS NULL) = (image_url IS NULL)),
  status text NOT NULL CHECK (status IN ('active', 'draft')),
  -- The contract's CollectionRule but for its categories, which are rows of collection_category.
  rule jsonb CHECK (jsonb_typeof(rule) = 'object'),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- The categories of a rule; a category that a rule names cannot be deleted.
CREATE TABLE catalog.collection_category (
  collection_id uuid NOT NULL REFERENCES catalog.collection ON DELETE CASCADE,
  category_id uuid NOT NULL REFERENCES catalog.category,
  position integer NOT NULL,
  PRIMARY KEY (collection_id, category_id)
);
CREATE INDEX collection_category_category ON catalog.collection_category (category_id);

-- What is in a collection. Of a hand-picked one this is the truth, of one by rule it is derived: written by the
-- commands that change the rule, products or categories.
CREATE TABLE catalog.collection_product (
  collection_id uuid NOT NULL REFERENCES catalog.collection ON DELETE CASCADE,
  product_id text NOT NULL REFERENCES catalog.product ON DELETE CASCADE,
  -- From 0 in the order picked, with gaps where products went; 0 in a collection by rule, which has no order.
  position integer NOT NULL CHECK (position >= 0),
  PRIMARY KEY (collection_id, product_id)
);
CREATE INDEX collection_product_order ON catalog.collection_product (collection_id, position, product_id);
CREATE INDEX collection_product_product ON catalog.collection_product (product_id);

-- What the values of an attribute have to be, and how its facet is shown. Attributes without a row are free text.
CREATE TABLE catalog.attribute_type (
  name text PRIMARY KEY CHECK (name <> ''),
  type text NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'choice')),
  unit text CHECK (unit <> ''),
  choices text[] NOT NULL CHECK ((type = 'choice') = (cardinality(choices) > 0)),
  filterable boolean NOT NULL,
  position integer NOT NULL
);

-- Handles that were changed since: links with them keep working. None of them is a present handle of its kind,
-- because whoever gets a handle takes it from here.
CREATE TABLE catalog.former_handle (
  kind text NOT NULL CHECK (kind IN ('product', 'category', 'collection')),
  handle text COLLATE "C" NOT NULL CHECK (handle <> ''),
  product_id text REFERENCES catalog.product ON DELETE CASCADE,
  category_id uuid REFERENCES catalog.category ON DELETE CASCADE,
  collection_id uuid REFERENCES catalog.collection ON DELETE CASCADE,
  PRIMARY KEY (kind, handle),
  CHECK (num_nonnulls(product_id, category_id, collection_id) = 1),
  CHECK (CASE kind WHEN 'product' THEN product_id IS NOT NULL
                   WHEN 'category' THEN category_id IS NOT NULL
                   ELSE collection_id IS NOT NULL END)
);
CREATE INDEX former_handle_product ON catalog.former_handle (product_id) WHERE product_id IS NOT NULL;
CREATE INDEX former_handle_category ON catalog.former_handle (category_id) WHERE category_id IS NOT NULL;
CREATE INDEX former_handle_collection ON catalog.former_handle (collection_id) WHERE collection_id IS NOT NULL;
