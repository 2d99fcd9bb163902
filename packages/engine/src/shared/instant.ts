const RFC_3339 = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i;

/** A time as RFC 3339 writes it, with its zone (`2026-11-27T00:00:00Z`); undefined for anything else. */
export const parseInstant = (text: string): Date | undefined => {
  const at = new Date(text);
  return RFC_3339.test(text) && !Number.isNaN(at.getTime()) ? at : undefined;
};
