// The provider as the command line runs it, for tests that kill it.
import { Command } from 'commander';
import { register } from '../../src/cli/payment-provider.ts';

const program = new Command();
register(program);
await program.parseAsync(['payment-provider'], { from: 'user' });
