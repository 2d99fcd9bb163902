/** Of Redis' databases; the shop has 0. */
export const CATCH_UP_DATABASE = 1;
/** Read models as they were before the changes. */
export const ASIDE_DATABASE = 2;
