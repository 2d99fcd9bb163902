const GRACE_MS = 12_000;

/**
 * Ends this process when the one that started it is gone, even by SIGKILL: their channel closes then. It ends as
 * by SIGTERM, so that its handlers run, and by force after 12 s. Does nothing in a process started without a
 * channel, and never keeps a process alive.
 */
export const exitWhenParentDies = (): void => {
  if (process.channel === undefined) return;
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref();
};
