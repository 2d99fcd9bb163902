import { createInterface } from 'node:readline/promises';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH, STAFF_ROLES, type StaffRole } from '@cartwright/contract';
import { type Command, Option } from 'commander';
import { addMember, createApiKey } from '../modules/staff/index.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { withDatabase } from './with-stores.ts';

/** `staff`: members of staff and API keys, made by whoever may reach the database. */
export const register = (program: Command): void => {
  const staff = program.command('staff').description('Add members of staff, and API keys');
  const role = (): Option =>
    new Option('--role <role>', 'what they may do').choices(STAFF_ROLES).default('viewer');

  staff
    .command('add')
    .description('Add a member of staff; the password is read from standard input')
    .argument('<email>')
    .option('--name <name>', 'as shown to colleagues')
    .addOption(role())
    .action(async (email: string, options: { name?: string; role: StaffRole }) => {
      const password = await readPassword();
      await withDatabase('staff', async (db) => {
        const added = await addMember(db, {
          email,
          name: options.name ?? email,
          role: options.role,
          password,
        });
        if (!added.ok)
          throw new ExpectedError(`There is a member of staff with the e-mail address ${email} already.`);
        process.stdout.write(`Added ${email} as ${options.role}.\n`);
      });
    });

  staff
    .command('key')
    .description('Make an API key; it is shown this once')
    .argument('<name>', 'what it is for')
    .addOption(role())
    .action(async (name: string, options: { role: StaffRole }) => {
      await withDatabase('staff', async (db) => {
        process.stdout.write(`${await createApiKey(db, { name, role: options.role })}\n`);
      });
    });
};

const readPassword = async (): Promise<string> => {
  if (process.stdin.isTTY) process.stderr.write(`Password (at least ${PASSWORD_MIN_LENGTH} characters): `);
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    if (line.length >= PASSWORD_MIN_LENGTH && line.length <= PASSWORD_MAX_LENGTH) return line;
    break;
  }
  throw new ExpectedError(
    `A password has ${PASSWORD_MIN_LENGTH} to ${PASSWORD_MAX_LENGTH} characters. Give it on standard input.`,
  );
};
