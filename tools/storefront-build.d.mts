/** Why the storefront has to be built, or undefined if the build is current. */
export declare const storefrontBuildProblem: (root: string) => string | undefined;

/**
 * Builds the storefront unless the build is current; of several callers at once one builds and the others wait.
 * Throws `Mendable` with the end of the output.
 */
export declare const ensureStorefrontBuilt: (options: {
  root: string;
  log: (line: string) => void;
}) => Promise<void>;
