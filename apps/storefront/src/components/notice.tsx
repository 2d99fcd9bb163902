'use client';

import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';

const LOOKS = {
  good: { icon: CircleCheck, look: 'bg-accent-soft text-accent' },
  notice: { icon: Info, look: 'bg-notice-soft text-notice' },
  bad: { icon: TriangleAlert, look: 'bg-danger-soft text-danger' },
};

type Props = {
  tone: keyof typeof LOOKS;
  title: string;
  children?: ReactNode;
  /** Takes the focus when it appears, so that keyboard and screen reader are where the news is. */
  takesFocus?: boolean;
};

export const Notice = ({ tone, title, children, takesFocus = false }: Props) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);
  const { icon: Icon, look } = LOOKS[tone];
  return (
    <div
      ref={box}
      role={tone === 'bad' ? 'alert' : 'status'}
      tabIndex={-1}
      className={`flex gap-3 rounded-md px-4 py-3.5 ${look}`}
    >
      <Icon aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        {children === undefined ? null : <div className="mt-1 text-[0.9375rem] text-ink">{children}</div>}
      </div>
    </div>
  );
};
