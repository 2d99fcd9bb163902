import Type from 'typebox';
import { AdminCollection, CollectionInput } from './collection.ts';
import { Id, Items, Line } from './common.ts';
import type { Endpoint } from './endpoint.ts';
import * as Upkeep from './upkeep.ts';

const collectionId = Type.Object({ collectionId: Id });
const categoryId = Type.Object({ categoryId: Id });
const name = Type.Object({ name: Line(100) });

/** What staff does with the catalogue beside single products. */
export const catalogueUpkeep = {
  bulkProducts: {
    method: 'POST',
    path: '/v1/admin/products/bulk',
    tag: 'Products',
    summary: 'Change many products at once, all or none',
    body: Upkeep.BulkInput,
    answers: { 200: Upkeep.BulkResult },
  },
  listCollections: {
    method: 'GET',
    path: '/v1/admin/collections',
    tag: 'Collections',
    summary: 'All collections, drafts included',
    answers: { 200: Items(AdminCollection) },
  },
  getCollection: {
    method: 'GET',
    path: '/v1/admin/collections/:collectionId',
    tag: 'Collections',
    summary: 'One collection, by id or handle, with the products of a hand-picked one',
    params: collectionId,
    answers: { 200: AdminCollection },
  },
  createCollection: {
    method: 'POST',
    path: '/v1/admin/collections',
    tag: 'Collections',
    summary: 'Make a collection, hand-picked or by rule',
    body: CollectionInput,
    answers: { 201: AdminCollection },
  },
  putCollection: {
    method: 'PUT',
    path: '/v1/admin/collections/:collectionId',
    tag: 'Collections',
    summary: 'Replace a collection; products, rule and handle stay where they are left out',
    params: collectionId,
    body: CollectionInput,
    answers: { 200: AdminCollection },
  },
  deleteCollection: {
    method: 'DELETE',
    path: '/v1/admin/collections/:collectionId',
    tag: 'Collections',
    summary: 'Delete a collection; its products stay',
    params: collectionId,
    answers: { 204: Type.Null() },
  },
  listAttributes: {
    method: 'GET',
    path: '/v1/admin/attributes',
    tag: 'Attributes',
    summary: 'The types of attributes',
    answers: { 200: Items(Upkeep.AttributeType) },
  },
  getAttribute: {
    method: 'GET',
    path: '/v1/admin/attributes/:name',
    tag: 'Attributes',
    summary: 'The type of one attribute',
    params: name,
    answers: { 200: Upkeep.AttributeType },
  },
  putAttribute: {
    method: 'PUT',
    path: '/v1/admin/attributes/:name',
    tag: 'Attributes',
    summary: 'Give an attribute a type, or another one',
    params: name,
    body: Upkeep.AttributeTypeInput,
    answers: { 200: Upkeep.AttributeType, 201: Upkeep.AttributeType },
  },
  deleteAttribute: {
    method: 'DELETE',
    path: '/v1/admin/attributes/:name',
    tag: 'Attributes',
    summary: 'Make an attribute free text again; products keep their values',
    params: name,
    answers: { 204: Type.Null() },
  },
  listCategories: {
    method: 'GET',
    path: '/v1/admin/categories',
    tag: 'Categories',
    summary: 'All categories, each behind its parent',
    answers: { 200: Items(Upkeep.AdminCategory) },
  },
  createCategory: {
    method: 'POST',
    path: '/v1/admin/categories',
    tag: 'Categories',
    summary: 'Make a category',
    body: Upkeep.CategoryInput,
    answers: { 201: Upkeep.AdminCategory },
  },
  putCategory: {
    method: 'PUT',
    path: '/v1/admin/categories/:categoryId',
    tag: 'Categories',
    summary: 'Rename a category, or move it with all that is below it',
    params: categoryId,
    body: Upkeep.CategoryChange,
    answers: { 200: Upkeep.AdminCategory },
  },
  deleteCategory: {
    method: 'DELETE',
    path: '/v1/admin/categories/:categoryId',
    tag: 'Categories',
    summary: 'Delete a category that is empty',
    params: categoryId,
    answers: { 204: Type.Null() },
  },
} as const satisfies Record<string, Endpoint>;
