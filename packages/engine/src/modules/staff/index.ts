/** The shop's staff: who they are, what their role may, and what they did. */

export { type ApiKeyOwner, createApiKey, findApiKey } from './api-keys.ts';
export { type AuditPage, audit, auditEntries } from './audit.ts';
export { addMember, authenticateMember, findMemberRole, type Member } from './members.ts';
export { type Capability, may } from './roles.ts';
