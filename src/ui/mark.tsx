/** The mark: an L that is a key, its bow on top and its bits to the right. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" className="fill-[#0c4a3f]" />
      <g fill="none" stroke="#f2d49b" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="12.2" cy="10" r="3.7" />
        <path d="M12.2 13.7V24.2H21.5V21.2M12.2 18.6H16.6" />
      </g>
    </svg>
  );
}
