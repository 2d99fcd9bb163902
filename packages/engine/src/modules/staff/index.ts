/** The shop's staff: who they are, what their role may, and what they did. */

export { createApiKey, findApiKey } from './api-keys.ts';
export { audit, auditEntries } from './audit.ts';
export { addMember, authenticateMember, findMemberRole } from './members.ts';
export { type Capability, may } from './roles.ts';
