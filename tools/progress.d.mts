/** A mistake of the surroundings that a user can mend: its message says how, and no stack is shown. */
export declare class Mendable extends Error {}
