/** What may happen and is no bug: a refusal is a value with a stable code. */
export type Refusal<Code extends string, Extra = unknown> = { ok: false; code: Code } & Extra;
