/** A Chromium for the browser tests: CARTWRIGHT_CHROMIUM, else the PATH; undefined if there is none. */
export declare const findChromium: () => string | undefined;
