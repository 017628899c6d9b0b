import type { ReactNode } from "react";

/** The page's only h1, and what to do here in a sentence. */
export function PageHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mb-8 grid gap-2.5">
      <h1 className="text-[1.75rem] leading-tight font-semibold tracking-[-0.022em] text-balance">{title}</h1>
      {children && <div className="text-muted-foreground leading-relaxed text-pretty">{children}</div>}
    </div>
  );
}
