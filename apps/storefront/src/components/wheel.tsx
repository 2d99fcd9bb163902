const SPOKES = 12;

/** The shop's mark: a cartwright makes wheels. Decoration only. */
export const Wheel = ({ className, spokes = SPOKES }: { className?: string; spokes?: number }) => (
  <svg
    viewBox="0 0 100 100"
    fill="none"
    stroke="currentColor"
    strokeLinecap="round"
    aria-hidden="true"
    {...(className === undefined ? {} : { className })}
  >
    <circle cx="50" cy="50" r="46" strokeWidth="5" />
    <circle cx="50" cy="50" r="11" strokeWidth="5" />
    {Array.from({ length: spokes }, (_, spoke) => (
      <line
        key={spoke}
        x1="50"
        y1="39"
        x2="50"
        y2="4"
        strokeWidth="4"
        transform={`rotate(${(360 / spokes) * spoke} 50 50)`}
      />
    ))}
  </svg>
);
