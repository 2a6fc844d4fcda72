/** A capstan from above: a drum and its bars. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 font-semibold tracking-[-0.01em]">
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden className="text-accent">
        <g stroke="currentColor" strokeWidth="2.2" strokeLinecap="round">
          <path d="M12 1.8v20.4M3.2 6.9l17.6 10.2M3.2 17.1 20.8 6.9" />
        </g>
        <circle cx="12" cy="12" r="5.4" fill="currentColor" />
        <circle cx="12" cy="12" r="2" fill="var(--surface)" />
      </svg>
      Capstan
    </span>
  );
}
