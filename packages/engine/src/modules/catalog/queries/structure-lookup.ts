/** What lists and pages look up in the catalogue's structure. */
import type { ListSettings } from '../list-index/card.ts';
import type { Structure } from '../projections/structure.ts';
import type { StoredCollection } from './collections.ts';

/** What lists need of the structure: attribute types, and collections by each handle that they have or had. */
export const settingsOf = (of: Structure): ListSettings => {
  const collections = new Map<string, { collectionId: string; handPicked: boolean; active: boolean }>();
  const byId = new Map(of.collections.map((collection) => [collection.collectionId, settingOf(collection)]));
  for (const [handle, id] of Object.entries(of.formerCollectionHandles)) {
    const setting = byId.get(id);
    if (setting !== undefined) collections.set(handle, setting);
  }
  for (const collection of of.collections) collections.set(collection.handle, settingOf(collection));
  return {
    attributeTypes: new Map(of.attributeTypes.map((type) => [type.name, type])),
    collections,
    formerCategoryHandles: new Map(Object.entries(of.formerCategoryHandles)),
  };
};

const settingOf = ({ collectionId, rule, status }: StoredCollection) => ({
  collectionId,
  handPicked: rule === null,
  active: status === 'active',
});

/** A collection by its id, handle or former handle. */
export const collectionOf = (of: Structure, idOrHandle: string): StoredCollection | undefined =>
  of.collections.find(({ collectionId }) => collectionId === idOrHandle) ??
  of.collections.find(({ handle }) => handle === idOrHandle) ??
  of.collections.find(({ collectionId }) => collectionId === of.formerCollectionHandles[idOrHandle]);
