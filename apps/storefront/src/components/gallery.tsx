'use client';

import { useState } from 'react';
import { Picture } from '#components/picture.tsx';
import type { PictureSource } from '#lib/pictures.ts';

type Shown = PictureSource & { alt: string };
type Props = { pictures: readonly Shown[]; title: string; sku: string | undefined; shown: number };

/** A product may bring up to 250 pictures; these are enough to decide by. */
const THUMBS_MAX = 20;

/** The product's pictures: links to themselves on the server, a change in place where scripts run. */
export const Gallery = ({ pictures, title, sku, shown }: Props) => {
  const thumbs = pictures.slice(0, THUMBS_MAX);
  const [index, setIndex] = useState(shown);
  const main = thumbs[index] ?? thumbs[0];
  return (
    <div className="md:sticky md:top-6 md:self-start">
      <Picture
        key={main?.source}
        {...(main ?? { source: null })}
        sizes="(min-width: 80rem) 42rem, (min-width: 48rem) 50vw, 100vw"
        alt={main === undefined || main.alt === '' ? title : main.alt}
        title={title}
        eager
        className="rounded-lg"
      />
      {thumbs.length < 2 ? null : (
        <ul aria-label="Pictures" className="mt-4 grid grid-cols-5 gap-3 sm:grid-cols-6">
          {thumbs.map((picture, position) => (
            // By position: a product may show one picture twice.
            <li key={position}>
              <a
                href={addressOf(sku, position)}
                aria-label={`Picture ${position + 1} of ${thumbs.length}`}
                {...(picture === main ? { 'aria-current': 'true' as const } : {})}
                className="block rounded-md aria-current:outline-2 aria-current:outline-accent aria-current:outline-offset-2"
                onClick={(event) => {
                  event.preventDefault();
                  setIndex(position);
                }}
              >
                <Picture {...picture} sizes="6rem" alt="" title={title} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};

const addressOf = (sku: string | undefined, position: number): string => {
  const search = new URLSearchParams({
    ...(sku === undefined ? {} : { sku }),
    picture: String(position + 1),
  });
  return `?${search}`;
};
