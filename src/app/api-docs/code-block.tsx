/** Text to copy, as it is; long lines scroll inside. */
export function CodeBlock({ label, children }: { label: string; children: string }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="bg-muted overflow-x-auto rounded-lg border p-4 font-mono text-[0.8125rem] leading-relaxed"
    >
      <code>{children}</code>
    </pre>
  );
}
