import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { collectionHref } from '#lib/address.ts';
import { pictureOf } from '#lib/pictures.ts';
import type { Tile } from '#lib/shop-window.ts';
import { countOf, plainWords } from '#lib/words.ts';

type Props = { tiles: readonly Tile[]; headingLevel: 'h2' | 'h3' };

/** Collections beside each other, each with a picture and what it is about. */
export const CollectionTiles = ({ tiles, headingLevel: Heading }: Props) => (
  <ul className={`grid grid-cols-1 gap-4 md:grid-cols-2 md:gap-6 ${inThrees(tiles.length)}`}>
    {tiles.map(({ collection, picture }) => (
      <li
        key={collection.collectionId}
        className="group relative flex min-w-0 gap-4 rounded-lg bg-surface p-3 ring-1 ring-line hover:ring-accent sm:gap-5"
      >
        <Picture
          {...pictureOf(picture)}
          sizes="9rem"
          alt=""
          title={collection.title}
          className="w-28 shrink-0 self-start sm:w-36"
        />
        <div className="flex min-w-0 flex-col py-1 pr-1">
          <Heading className="font-semibold text-[1.0625rem] leading-snug">
            <Link
              href={collectionHref(collection.handle)}
              className="after:absolute after:inset-0 after:rounded-lg group-hover:text-accent"
            >
              {collection.title}
            </Link>
          </Heading>
          <p className="mt-1 line-clamp-3 text-[0.9375rem] text-muted leading-snug">
            {plainWords(collection.description)}
          </p>
          <p className="mt-auto pt-2 text-muted text-sm tabular-nums">
            {countOf(collection.count, 'product')}
          </p>
        </div>
      </li>
    ))}
  </ul>
);

/** Two and four tiles leave no gap in pairs; others leave a smaller one in threes. */
const inThrees = (count: number): string => (count === 2 || count === 4 ? '' : 'lg:grid-cols-3');
