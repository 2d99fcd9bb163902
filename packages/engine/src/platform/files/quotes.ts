const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;

/** What has to be seen behind a backslash to tell what it is: the quote and two bytes more. */
const LOOK_AHEAD = 3;

/**
 * Rewrites quotes escaped with a backslash (`"5\" nails"`) into doubled ones, which a CSV parser understands,
 * byte for byte, and leaves all else: doubled quotes stay, and so does a backslash that merely ends a field
 * (`"C:\",next`). Where both readings are possible, prose decides: inner quotes come in pairs, and a comma after
 * one is followed by a blank.
 */
export async function* doubleEscapedQuotes(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const state = { quoted: false, fieldStart: true, inner: 0 };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = Math.max(bytes.length - LOOK_AHEAD, 0);
    const done = rewrite(bytes, end, state);
    rest = Buffer.from(bytes.subarray(done));
    if (done > 0) yield bytes.subarray(0, done);
  }
  rewrite(rest, rest.length, state);
  if (rest.length > 0) yield rest;
}

type State = {
  quoted: boolean;
  fieldStart: boolean;
  /** Escaped quotes met in this field. */
  inner: number;
};

/** Goes through `bytes` in place, starting no step at `end` or later; returns where it stopped. */
const rewrite = (bytes: Buffer, end: number, state: State): number => {
  let at = 0;
  while (at < end) {
    const byte = bytes[at];
    if (!state.quoted) {
      if (byte === QUOTE && state.fieldStart) {
        state.quoted = true;
        state.inner = 0;
      }
      state.fieldStart = byte === COMMA || byte === LF || byte === CR;
      at += 1;
    } else if (byte === BACKSLASH && bytes[at + 1] === QUOTE && isEscape(bytes, at, state.inner)) {
      bytes[at] = QUOTE;
      state.inner += 1;
      at += 2;
    } else if (byte === QUOTE && bytes[at + 1] === QUOTE) {
      at += 2;
    } else {
      if (byte === QUOTE) state.quoted = false;
      at += 1;
    }
  }
  return at;
};

/** Whether the backslash at `at`, which a quote follows, escapes that quote. */
const isEscape = (bytes: Buffer, at: number, innerBefore: number): boolean => {
  const next = bytes[at + 2];
  const afterNext = bytes[at + 3];
  // \"" is an escaped quote and the end of the field, or a backslash and a doubled quote within it.
  if (next === QUOTE) return endsField(afterNext);
  if (!endsField(next)) return true;
  return innerBefore % 2 === 1 || (next === COMMA && afterNext === SPACE);
};

const endsField = (byte: number | undefined): boolean =>
  byte === undefined || byte === COMMA || byte === LF || byte === CR;
