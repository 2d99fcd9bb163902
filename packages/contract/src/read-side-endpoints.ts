import Type from 'typebox';
import { Id, Page, PageQuery } from './common.ts';
import type { Endpoint } from './endpoint.ts';
import * as ReadSide from './read-side.ts';

/** The part of `admin` that looks after the read side. */
export const readSideUpkeep = {
  getOverview: {
    method: 'GET',
    path: '/v1/admin/overview',
    tag: 'Read side',
    summary: 'How the shop is at this moment; `/stream` tells it once a second',
    answers: { 200: ReadSide.Overview },
  },
  createRebuild: {
    method: 'POST',
    path: '/v1/admin/rebuilds',
    tag: 'Read side',
    summary: 'Make a read model anew, while the shop goes on',
    body: ReadSide.RebuildInput,
    answers: { 202: ReadSide.Rebuild },
  },
  listRebuilds: {
    method: 'GET',
    path: '/v1/admin/rebuilds',
    tag: 'Read side',
    summary: 'Rebuilds, newest first',
    query: PageQuery,
    answers: { 200: Page(ReadSide.Rebuild) },
  },
  getRebuild: {
    method: 'GET',
    path: '/v1/admin/rebuilds/:rebuildId',
    tag: 'Read side',
    summary: 'How a rebuild goes',
    params: Type.Object({ rebuildId: Id }),
    answers: { 200: ReadSide.Rebuild },
  },
  createReconciliation: {
    method: 'POST',
    path: '/v1/admin/reconciliations',
    tag: 'Read side',
    summary: 'Compare read models with PostgreSQL, and repair what differs',
    body: ReadSide.ReconciliationInput,
    answers: { 202: ReadSide.Reconciliation },
  },
  listReconciliations: {
    method: 'GET',
    path: '/v1/admin/reconciliations',
    tag: 'Read side',
    summary: 'Reconciliations, newest first',
    query: PageQuery,
    answers: { 200: Page(ReadSide.Reconciliation) },
  },
  getReconciliation: {
    method: 'GET',
    path: '/v1/admin/reconciliations/:reconciliationId',
    tag: 'Read side',
    summary: 'How a reconciliation goes',
    params: Type.Object({ reconciliationId: Id }),
    answers: { 200: ReadSide.Reconciliation },
  },
  listDrift: {
    method: 'GET',
    path: '/v1/admin/drift',
    tag: 'Read side',
    summary: 'What was found wrong in the read side, and repaired; newest first',
    query: PageQuery,
    answers: { 200: Page(ReadSide.DriftEntry) },
  },
} as const satisfies Record<string, Endpoint>;
