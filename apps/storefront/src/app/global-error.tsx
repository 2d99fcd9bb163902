'use client';

import './globals.css';
import ErrorPage from './error.tsx';

/** Stands in for the whole document when the layout itself fails. */
const GlobalError = (props: { error: unknown; retry: () => void }) => (
  <html lang="en">
    <body>
      <title>Something broke · Cartwright</title>
      <main>
        <ErrorPage {...props} />
      </main>
    </body>
  </html>
);

export default GlobalError;
