/**
 * A place in PostgreSQL's write-ahead log: bytes since its beginning. It says “before” and “after” within one
 * epoch only: after a failover or a restore the LSNs of the new primary may be lower.
 */
export type Lsn = bigint;

export const NO_LSN: Lsn = 0n;

const HEX = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/;

/** Reads PostgreSQL's own spelling, such as `16/B374D848`; throws `TypeError` for anything else. */
export const parseLsn = (text: string): Lsn => {
  const match = HEX.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) throw new TypeError(`“${text}” is no LSN`);
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
};

/** Spells it as PostgreSQL does. */
export const formatLsn = (lsn: Lsn): string =>
  `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;

/** As 16 hexadecimal digits, which sort as text in the order of the log. */
export const sortableLsn = (lsn: Lsn): string => lsn.toString(16).padStart(16, '0');

/** Reads what `sortableLsn` wrote. */
export const lsnOfSortable = (text: string): Lsn => BigInt(`0x${text}`);
