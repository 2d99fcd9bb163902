import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FOLDER_PREFIX } from '../support/run-folder.ts';

/** A folder that PostgreSQL's user can reach too, gone when the test is over. */
export const testFolder = async (): Promise<string> => {
  const folder = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-${randomUUID().slice(0, 8)}`);
  await mkdir(folder, { mode: 0o755 });
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
