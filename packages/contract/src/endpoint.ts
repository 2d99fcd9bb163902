import type { TObject, TSchema } from 'typebox';

/** One operation of the HTTP API: what it takes and what it answers when all is well. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  tag: string;
  summary: string;
  params?: TObject;
  query?: TObject;
  headers?: TObject;
  body?: TSchema;
  /** Answers by status; problems (4xx, 5xx) are the same everywhere and not listed. */
  answers: Record<number, TSchema>;
};
