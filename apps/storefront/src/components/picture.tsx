'use client';

import { useCallback, useState } from 'react';

type Props = {
  /** Already an address for browsers (see pictureSource), or null where the product has no picture. */
  source: string | null;
  alt: string;
  /** Whose picture it is: its first letter stands in when there is none. */
  title: string;
  shape?: string;
  className?: string;
  /** For what is on the first screen; everything else loads when it comes near. */
  eager?: boolean;
};

/** Wide enough for the largest place a picture has; the box around it decides how large it is shown. */
const SIZE_PX = 800;

/** A product picture that leaves no hole: a missing or failing one becomes a quiet tile. */
export const Picture = ({
  source,
  alt,
  title,
  shape = 'aspect-square',
  className = '',
  eager = false,
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
        src={source}
        alt={alt}
        width={SIZE_PX}
        height={SIZE_PX}
        loading={eager ? 'eager' : 'lazy'}
        fetchPriority={eager ? 'high' : 'auto'}
        decoding="async"
        referrerPolicy="no-referrer"
        className="absolute inset-0 size-full object-cover text-sm text-muted"
        onError={() => setFailed(source)}
      />
    </span>
  );
};
