'use client';

import { useCallback, useState } from 'react';
import type { PictureSource } from '#lib/pictures.ts';

/** The picture itself comes from `pictureOf`. */
type Props = PictureSource & {
  alt: string;
  /** Whose picture it is: its first letter stands in when there is none. */
  title: string;
  shape?: string;
  className?: string;
  /** For what is on the first screen; everything else loads when it comes near. */
  eager?: boolean;
  /** How wide its place is, as the HTML attribute says it: browsers choose the file by it before there is a layout. */
  sizes?: string;
};

/** Of a picture whose size nobody knows; the box around it decides how large it is shown. */
const SIZE_PX = 800;
/** Its place in a grid of products. */
const GRID_SIZES = '(min-width: 80rem) 20rem, (min-width: 48rem) 33vw, 50vw';

/** A product picture that leaves no hole: a missing or failing one becomes a quiet tile. */
export const Picture = ({
  source,
  sourceSet,
  width = SIZE_PX,
  height = SIZE_PX,
  alt,
  title,
  shape = 'aspect-square',
  className = '',
  eager = false,
  sizes = GRID_SIZES,
}: Props) => {
  const [failed, setFailed] = useState<string | null>(null);
  // A picture may fail before React is there to hear of it.
  const look = useCallback((image: HTMLImageElement | null) => {
    if (image?.complete && image.naturalWidth === 0) setFailed(image.getAttribute('src'));
  }, []);
  const box = `relative block ${shape} overflow-hidden rounded-md bg-tile ${className}`;
  if (source === null || failed === source) {
    return (
      <span
        className={`${box} grid place-items-center`}
        {...(alt === '' ? {} : { role: 'img', 'aria-label': alt })}
      >
        <span aria-hidden="true" className="text-5xl font-semibold text-line-strong">
          {[...title.trim()][0]?.toUpperCase() ?? '·'}
        </span>
      </span>
    );
  }
  return (
    <span className={box}>
      {/* Not next/image: it must know its hosts beforehand, and imported catalogues name any. */}
      <img
        ref={look}
        loading={eager ? 'eager' : 'lazy'}
        // Before src, or Safari begins to load that one. What loads late is laid out by then: browsers that know
        // `auto` look how wide it is, and others pass over the word.
        {...(sourceSet === undefined ? {} : { srcSet: sourceSet, sizes: eager ? sizes : `auto, ${sizes}` })}
        src={source}
        alt={alt}
        width={width}
        height={height}
        fetchPriority={eager ? 'high' : 'auto'}
        decoding="async"
        referrerPolicy="no-referrer"
        className="absolute inset-0 size-full object-cover text-sm text-muted"
        onError={() => setFailed(source)}
      />
    </span>
  );
};
