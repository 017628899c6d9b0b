import type { ReactNode } from "react";

export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <section className="mt-24 sm:mt-32">
      <h2 className="max-w-2xl text-[1.75rem] leading-tight font-semibold tracking-[-0.022em] text-balance sm:text-4xl">
        {title}
      </h2>
      <p className="text-muted-foreground mt-4 max-w-2xl text-base leading-relaxed text-pretty sm:text-lg">{lead}</p>
      <div className="mt-10 sm:mt-12">{children}</div>
    </section>
  );
}
