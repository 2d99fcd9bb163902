/**
 * Replays a history against a model of the shelf. Pure. It knows nothing but what buyers asked and were told, and when,
 * and finds what no order of events could explain:
 *
 * - more units that buyers certainly had at one moment than there were;
 * - “sold out” where, during the whole of the request, so many units cannot have been anybody's;
 * - answers of one key, or about one order, that cannot both be true.
 *
 * What cannot be told from outside is taken in the shop's favour: a request without an answer may have taken units, and
 * keeps them until its key is answered.
 */
import { type Finding, finding } from '../findings.ts';
import { certainHolds, type Hold, possibleHolds } from './holds.ts';
import { levelsOf } from './levels.ts';
import type { Call, History } from './record.ts';

export type Replayed = {
  findings: Finding[];
  /** The most units of one SKU that were certainly there when somebody was told it was sold out, however shortly. */
  unsoldWhileSoldOut: number;
};

export const checkHistory = ({ opening, calls }: History): Replayed => {
  const findings = [...keysThatDisagree(calls), ...ordersThatDisagree(calls)];
  let unsoldWhileSoldOut = 0;
  const possible = possibleHolds(calls);
  for (const [sku, units] of Object.entries(opening.shelf)) {
    findings.push(...oversold({ sku, units }, certainHolds(calls, sku)));
    const soldOut = soldOutOf({ sku, units, staleMs: opening.staleMs }, possible.get(sku) ?? [], calls);
    findings.push(...soldOut.findings);
    unsoldWhileSoldOut = Math.max(unsoldWhileSoldOut, soldOut.unsold);
  }
  return { findings, unsoldWhileSoldOut };
};

const oversold = (of: { sku: string; units: number }, certain: readonly Hold[]): Finding[] => {
  const most = levelsOf(certain).most(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (most <= of.units) return [];
  const what = `${of.sku}: buyers were told that ${most} units are theirs at one moment, and there were ${of.units}.`;
  return [finding('oversold', what, most - of.units)];
};

const soldOutOf = (
  { sku, units, staleMs }: { sku: string; units: number; staleMs: number },
  possible: readonly Hold[],
  calls: readonly Call[],
): { findings: Finding[]; unsold: number } => {
  const levels = levelsOf(possible);
  const findings: Finding[] = [];
  let unsold = 0;
  for (const call of calls) {
    if (call.outcome !== 'sold-out' || !call.short.includes(sku)) continue;
    const wanted = call.units[sku] ?? 1;
    const { invokedAtMs, returnedAtMs } = call;
    // What it may have taken itself is no reason to refuse it.
    const taken = levels.most(invokedAtMs, returnedAtMs) - wanted;
    const there = units - taken;
    if (there >= wanted) unsold = Math.max(unsold, there);
    const before = levels.most(invokedAtMs - staleMs, invokedAtMs - INSTANT_MS);
    const certainly = units - Math.max(taken, before);
    if (certainly >= wanted)
      findings.push(
        finding(
          'untrue',
          `${sku}: buyer ${call.buyer} wanted ${wanted} and was told “sold out” at ${Math.round(call.returnedAtMs)} ms, when ${certainly} were certainly there.`,
        ),
      );
  }
  return { findings, unsold };
};

/** Shorter than any time between two requests that a clock can tell. */
const INSTANT_MS = 1e-6;

/** A key makes one order, and once it has, no answer says that it made nothing. */
const keysThatDisagree = (calls: readonly Call[]): Finding[] =>
  [...Map.groupBy(calls, ({ key }) => key)].flatMap(([key, answers]) => {
    if (key === null) return [];
    const orders = new Map<string, number>();
    for (const { orderId, returnedAtMs } of answers)
      if (orderId !== null)
        orders.set(orderId, Math.min(returnedAtMs, orders.get(orderId) ?? Number.POSITIVE_INFINITY));
    const findings: Finding[] = [];
    if (orders.size > 1)
      findings.push(
        finding(
          'doubled',
          `The key ${key} made the orders ${[...orders.keys()].join(' and ')}.`,
          orders.size - 1,
        ),
      );
    const [orderId] = orders.keys();
    const toldAtMs = Math.min(...orders.values());
    const denied = answers.find(
      ({ orderId: named, outcome, invokedAtMs }) =>
        named === null && (outcome === 'sold-out' || outcome === 'refused') && invokedAtMs >= toldAtMs,
    );
    if (denied !== undefined)
      findings.push(
        finding(
          'lost',
          `The key ${key} had made the order ${orderId}; later it was answered “${denied.code}”.`,
        ),
      );
    return findings;
  });

const ENDED_UNASKED: ReadonlySet<string> = new Set(['declined', 'paymentFailed', 'cancelled']);

/** An order keeps its lines, and one that is confirmed stays so unless its buyer cancels it. */
const ordersThatDisagree = (calls: readonly Call[]): Finding[] =>
  [...Map.groupBy(calls, ({ orderId }) => orderId)].flatMap(([orderId, answers]) => {
    if (orderId === null) return [];
    const findings: Finding[] = [];
    const told = answers.filter(({ kind, outcome }) => kind !== 'cancel' || outcome === 'cancelled');
    if (new Set(told.map(({ units }) => linesOf(units))).size > 1)
      findings.push(finding('books', `The order ${orderId} was told with different lines.`));
    const confirmedAtMs = Math.min(
      ...answers.filter(({ outcome }) => outcome === 'confirmed').map(({ returnedAtMs }) => returnedAtMs),
    );
    const asked = answers.some(({ kind }) => kind === 'cancel');
    const taken = answers.find(
      ({ outcome, invokedAtMs }) =>
        invokedAtMs >= confirmedAtMs && ENDED_UNASKED.has(outcome) && !(outcome === 'cancelled' && asked),
    );
    if (taken !== undefined)
      findings.push(
        finding('lost', `The order ${orderId} was told as confirmed, and later as ${taken.outcome}.`),
      );
    return findings;
  });

const linesOf = (units: Call['units']): string => JSON.stringify(Object.entries(units).sort());
