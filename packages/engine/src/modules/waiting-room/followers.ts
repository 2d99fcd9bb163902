import { type Line, type Place, type Standing, tellEveryMs } from './domain/place.ts';

/** Someone who waits on an open line to this process, in as many windows as she likes. */
export type Follower = {
  ticket: string;
  sessionId: string;
  place: Place | undefined;
  /** What she was told last, and when (ms). */
  told: { standing: Standing; atMs: number } | undefined;
  tell: Set<(standing: Standing) => void>;
};

export type Followers = {
  follow(
    who: { ticket: string; sessionId: string; place: Place | undefined },
    tell: (standing: Standing) => void,
  ): () => void;
  /** Tells everybody whose standing is news. Returns tickets whose place has to be looked up. */
  tellAll(at: {
    line: Line;
    drawn: boolean;
    nowMs: number;
    standingOf(place: Place | undefined): Standing;
  }): string[];
  /** Takes a place that was looked up. */
  placed(ticket: string, place: Place | undefined): void;
  tickets(): string[];
  size(): number;
  clear(): void;
};

/** Who waits for news of one line. Positions are reckoned from the line's head: nothing is asked for anybody's sake. */
export const createFollowers = (): Followers => {
  const followers = new Map<string, Follower>();
  return {
    follow({ ticket, sessionId, place }, tell) {
      const follower = followers.get(ticket) ?? {
        ticket,
        sessionId,
        place,
        told: undefined,
        tell: new Set(),
      };
      followers.set(ticket, follower);
      follower.place = place;
      follower.tell.add(tell);
      // Whoever opens another window is told in all of them.
      follower.told = undefined;
      return () => {
        follower.tell.delete(tell);
        if (follower.tell.size === 0 && followers.get(ticket) === follower) followers.delete(ticket);
      };
    },

    tellAll({ line, drawn, nowMs, standingOf }) {
      const unsure: string[] = [];
      for (const follower of followers.values()) {
        const { place, told } = follower;
        const isPassed = place?.kind === 'waiting' && place.number <= line.head;
        const isDrawn = place?.kind === 'inDrum' && drawn;
        const standing = standingOf(place);
        if (standing.state === 'waiting' && (isPassed || isDrawn)) unsure.push(follower.ticket);
        else if (isNews(standing, told, nowMs)) {
          follower.told = { standing, atMs: nowMs };
          for (const tell of follower.tell) tell(standing);
        }
      }
      return unsure;
    },

    placed(ticket, place) {
      const follower = followers.get(ticket);
      if (follower !== undefined) follower.place = place;
    },
    tickets: () => [...followers.keys()],
    size: () => followers.size,
    clear: () => followers.clear(),
  };
};

const isNews = (standing: Standing, told: Follower['told'], nowMs: number): boolean => {
  if (told === undefined || told.standing.state !== standing.state) return true;
  switch (standing.state) {
    case 'waiting': {
      const before = told.standing as typeof standing;
      const differs =
        before.position !== standing.position ||
        before.inDrum !== standing.inDrum ||
        isSurprise(
          { told: before.estimatedWaitSeconds, now: standing.estimatedWaitSeconds },
          nowMs - told.atMs,
        );
      return differs && nowMs - told.atMs >= tellEveryMs(standing.position);
    }
    case 'admitted':
      return (told.standing as typeof standing).untilMs !== standing.untilMs;
    case 'expired':
      return (told.standing as typeof standing).because !== standing.because;
    default:
      return standing satisfies never;
  }
};

/** Who was told how long she waits counts down by herself; she is told anew when that has gone wrong. */
const SURPRISE_SHARE = 0.2;
const SURPRISE_MIN_SECONDS = 5;
const isSurprise = (seconds: { told: number; now: number }, elapsedMs: number): boolean => {
  const counted = Math.max(seconds.told - elapsedMs / 1_000, 0);
  return Math.abs(seconds.now - counted) > Math.max(counted * SURPRISE_SHARE, SURPRISE_MIN_SECONDS);
};
