import type { Metadata } from 'next';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { CollectionTiles } from '#components/collection-tiles.tsx';
import { Empty } from '#components/empty.tsx';
import { collections } from '#lib/collections.ts';
import { shopPage } from '#lib/page.tsx';
import { tilesOf } from '#lib/shop-window.ts';

export const metadata: Metadata = {
  title: 'Collections',
  description: 'Things that belong together, gathered for an occasion, a season or a taste.',
};

/** More than a page of tiles carries. */
const COLLECTIONS_MAX = 60;

const Collections = async () => {
  const tiles = await tilesOf((await collections()).slice(0, COLLECTIONS_MAX));
  if (tiles.length === 0)
    return (
      <Empty title="No collections yet" link={{ href: '/products', label: 'See everything we have' }}>
        When things are gathered for an occasion or a season, you will find them here.
      </Empty>
    );
  return (
    <>
      <Breadcrumbs crumbs={[]} current="Collections" />
      <div className="shell mt-5">
        <h1 className="title-1">Collections</h1>
        <p className="mt-1.5 mb-8 max-w-prose text-muted">Things that belong together.</p>
        <CollectionTiles tiles={tiles} headingLevel="h2" />
      </div>
    </>
  );
};

export default shopPage(Collections);
