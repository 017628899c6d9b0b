/** A screen, a phone, or a window for an app. `label` is what the session is known by. */
export function DeviceGlyph({ kind, label }: { kind: "BROWSER" | "APP"; label: string }) {
  const shape = kind === "APP" ? "app" : /\b(iOS|iPhone|iPad|Android)\b/i.test(label) ? "phone" : "screen";
  return (
    <span
      className="bg-secondary text-muted-foreground grid size-10 shrink-0 place-items-center rounded-lg"
      aria-hidden
    >
      <svg viewBox="0 0 24 24" className="size-5" fill="none" stroke="currentColor" strokeWidth="1.6" focusable="false">
        {shapes[shape]}
      </svg>
    </span>
  );
}

const shapes = {
  screen: (
    <>
      <rect x="3" y="4" width="18" height="12" rx="1.8" />
      <path d="M12 16v4M8 20h8" strokeLinecap="round" />
    </>
  ),
  phone: (
    <>
      <rect x="6.5" y="2.5" width="11" height="19" rx="2.4" />
      <path d="M10.5 18.5h3" strokeLinecap="round" />
    </>
  ),
  app: (
    <>
      <rect x="3.5" y="4.5" width="17" height="15" rx="2" />
      <path d="m7.5 10 2.5 2.2-2.5 2.3M12.5 15h4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
};
