import type { StaffRole } from '@cartwright/contract';

/** What staff may do; each route of the admin API needs one of these. */
export type Capability = 'read' | 'orders' | 'catalogue' | 'readSide' | 'settings';

const CAPABILITIES: Record<StaffRole, readonly Capability[]> = {
  owner: ['read', 'orders', 'catalogue', 'readSide', 'settings'],
  operator: ['read', 'orders', 'catalogue', 'readSide'],
  support: ['read', 'orders'],
  viewer: ['read'],
};

export const may = (role: StaffRole, capability: Capability): boolean =>
  CAPABILITIES[role].includes(capability);
