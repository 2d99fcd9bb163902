-- Pictures of variants, and pictures in several sizes.

-- Which of its product's pictures shows a variant; null where none does. That it is one of them is the key's word.
ALTER TABLE catalog.variant
  ADD COLUMN image_position integer,
  ADD CONSTRAINT variant_image FOREIGN KEY (product_id, image_position)
    REFERENCES catalog.image (product_id, position);

-- Pixels, as the picture is shown; null for what has no size of its own (SVG), and for pictures that came before
-- this migration and have not been looked at since.
ALTER TABLE catalog.media
  ADD COLUMN width integer CHECK (width > 0),
  ADD COLUMN height integer CHECK (height > 0),
  -- Smaller copies, smallest first: [[width, media_id], …]. Written once, with the picture; the copies are rows of
  -- this table, of the same transaction. Beside the picture, so that a list of products finds all by one key.
  ADD COLUMN sizes jsonb NOT NULL DEFAULT '[]',
  ADD CONSTRAINT media_measured CHECK ((width IS NULL) = (height IS NULL));
