import type { Client } from 'pg';

/** What PostgreSQL makes of a statement: its parameters' and columns' types as OIDs, and where columns come from. */
export type Description = { paramTypeIds: number[]; columns: Field[] };

/** `tableID` and `columnID` are 0 for what is no table's column unaltered. */
type Field = { name: string; dataTypeID: number; tableID: number; columnID: number };

/** What we use of node-postgres' connection. */
type Connection = {
  once(event: 'parameterDescription', heard: (message: { dataTypeIDs: number[] }) => void): unknown;
  removeAllListeners(event: 'parameterDescription'): unknown;
  parse(query: { name: string; text: string; types: string[] }, more: boolean): void;
  describe(message: { type: string; name: string }, more: boolean): void;
  sync(): void;
};

/**
 * Has the server parse a statement, without running it, and tell its parameters and columns (Parse, Describe and
 * Sync of the protocol; `PREPARE` in SQL would tell the types but neither the columns' names nor their tables).
 * Rejects with PostgreSQL's error when it does not parse.
 */
export const describeStatement = (client: Client, text: string): Promise<Description> =>
  new Promise((resolve, reject) => {
    client.query(new Describe(text, { resolve, reject }));
  });

type Settle = { resolve: (description: Description) => void; reject: (error: Error) => void };

/** node-postgres calls these methods as the server's messages come in. */
class Describe {
  readonly #text: string;
  readonly #settle: Settle;
  readonly #description: Description = { paramTypeIds: [], columns: [] };

  constructor(text: string, settle: Settle) {
    this.#text = text;
    this.#settle = settle;
  }

  submit(connection: Connection): void {
    connection.once('parameterDescription', (message: { dataTypeIDs: number[] }) => {
      this.#description.paramTypeIds = message.dataTypeIDs;
    });
    connection.parse({ name: '', text: this.#text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription(message: { fields: Field[] }): void {
    this.#description.columns = message.fields;
  }

  handleReadyForQuery(): void {
    this.#settle.resolve(this.#description);
  }

  handleError(error: Error, connection: Connection): void {
    connection.removeAllListeners('parameterDescription');
    this.#settle.reject(error);
  }
}
