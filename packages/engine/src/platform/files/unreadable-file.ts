/** A file as a whole cannot be read any further: its message says why, for the person who sent it. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile';
}
