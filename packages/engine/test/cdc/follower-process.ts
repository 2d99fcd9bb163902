/** A follower as a process of its own, to be killed: `node follower-process.ts <url> <slot>`; says `leading` when it does. */
import { changeTable, follow } from '../../src/platform/cdc/index.ts';
import { openDatabase } from '../../src/platform/postgres.ts';
import { t } from '../../src/platform/sql.ts';
import { memorySink, PUBLICATION } from './memory-sink.ts';

const [url = '', slot = ''] = process.argv.slice(2);
follow({
  url,
  db: openDatabase({
    url,
    poolMax: 1,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 5_000,
    applicationName: 'follower',
    onError: () => {},
  }),
  slot,
  publication: PUBLICATION,
  tables: [changeTable('public.row', { id: t.int4 })],
  sink: memorySink(),
  connectTimeoutMs: 2_000,
  onState: ({ state }) => console.log(state),
});
