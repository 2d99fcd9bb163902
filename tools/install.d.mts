/** The Node that the project brings itself. */
export declare const projectNode: (root: string) => string;

/** What keeps the installed packages from being complete and current, or undefined if nothing does. */
export declare const installProblem: (root: string) => string | undefined;
