'use client';

import type { QueuePlace } from '@cartwright/contract';
import { useActionState, useState } from 'react';
import { joinLine } from '#actions/line.ts';
import { Notice } from '#components/notice.tsx';
import { RefreshWhile } from '#components/refresh-while.tsx';
import { SubmitButton } from '#components/submit-button.tsx';

/** Should the line to the server break, the page looks again by itself after so long; without JavaScript always. */
const LOOK_AGAIN_SECONDS = 15;

/** `moves`: whether there are units for which somebody can be let in. */
type Props = { saleId: string; place: QueuePlace | null; moves: boolean };

/** A shopper's place in the line of a sale, or how to take one. */
export const WaitingLine = ({ saleId, place, moves }: Props) =>
  place?.state === 'waiting' ? (
    <Waiting place={place} moves={moves} />
  ) : (
    <Join saleId={saleId} place={place} />
  );

const Waiting = ({ place, moves }: { place: QueuePlace; moves: boolean }) => {
  const [first] = useState(place.position);
  const ahead = place.position - 1;
  return (
    <div className="mt-5">
      <p role="status" className="font-semibold text-xl">
        {place.drawnAt === undefined ? aheadOf(ahead) : 'You take part in the draw'}
      </p>
      <p className="mt-1 text-muted">
        {outlookOf(place, moves)} Stay on this page, or come back to it soon: your place is kept for a while.
      </p>
      {place.drawnAt === undefined ? (
        <svg
          aria-hidden="true"
          viewBox="0 0 100 2"
          preserveAspectRatio="none"
          className="mt-4 h-2 w-full rounded-full bg-line text-accent"
        >
          <rect
            width={Math.max(2, 100 - (100 * ahead) / Math.max(first, 1))}
            height="2"
            fill="currentColor"
          />
        </svg>
      ) : null}
      <RefreshWhile everySeconds={LOOK_AGAIN_SECONDS} />
      <noscript>
        <p className="mt-3 text-muted text-sm">
          This page looks again by itself every {LOOK_AGAIN_SECONDS} seconds.
        </p>
      </noscript>
    </div>
  );
};

const Join = ({ saleId, place }: { saleId: string; place: QueuePlace | null }) => {
  const [trouble, action] = useActionState(joinLine, null);
  const lost = place === null ? null : LOST[place.because ?? 'lost'];
  return (
    <div className="mt-5">
      <p className="text-muted">
        {lost ??
          'There is a line, so that everybody gets her turn. Take a place; you claim when it is yours.'}
      </p>
      <form action={action} className="mt-4">
        <input type="hidden" name="saleId" value={saleId} />
        <SubmitButton busy="Taking a place…" className="button w-full">
          {place === null ? 'Take a place in line' : 'Take a new place'}
        </SubmitButton>
      </form>
      {trouble === null ? null : (
        <div className="mt-4">
          <Notice tone="bad" title={trouble.title} takesFocus>
            {trouble.detail}
          </Notice>
        </div>
      )}
    </div>
  );
};

const LOST: Partial<Record<NonNullable<QueuePlace['because']>, string>> = {
  tooLate: 'It was your turn, and the time for it has passed.',
  lost: 'Your place was lost: you were away for too long, or the line had to begin anew. We are sorry.',
};

const aheadOf = (ahead: number): string =>
  ahead === 0 ? 'You are next' : `${ahead.toLocaleString('en')} ahead of you`;

const outlookOf = (place: QueuePlace, moves: boolean): string => {
  if (place.drawnAt !== undefined) return 'Everybody who is here when the sale opens has the same chance.';
  return moves
    ? `${inWords(place.estimatedWaitSeconds)} to go.`
    : 'As soon as units come back, the next in line can claim.';
};

const inWords = (seconds: number): string => {
  if (seconds < 60) return 'Less than a minute';
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return minutes === 1 ? 'About a minute' : `About ${minutes} minutes`;
  return `About ${Math.round(minutes / 60)} hours`;
};
