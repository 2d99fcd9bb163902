import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Footer } from '#components/footer.tsx';
import { Header } from '#components/header.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Cartwright: good things, fairly sold', template: '%s · Cartwright' },
  description: 'A shop with honest stock numbers: what you can put in your cart is really there.',
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbf8' },
    { media: '(prefers-color-scheme: dark)', color: '#0f1412' },
  ],
  colorScheme: 'light dark',
};

const Layout = ({ children }: { children: ReactNode }) => (
  <html lang="en">
    <body className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="button absolute top-2 left-2 z-10 -translate-y-24 focus-visible:translate-y-0"
      >
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className="flex-1 outline-none">
        {children}
      </main>
      <Footer />
    </body>
  </html>
);

export default Layout;
