import type { ReactNode } from "react";

type Props = {
  title: string;
  /** Below the title, in a sentence. */
  description?: ReactNode;
  children?: ReactNode;
};

export function Card({ title, description, children }: Props) {
  return (
    <section className="bg-card text-card-foreground rounded-xl border p-5 shadow-xs sm:p-6">
      <h2 className="text-base font-semibold tracking-tight">{title}</h2>
      {description && <p className="text-muted-foreground mt-1 text-sm leading-relaxed text-pretty">{description}</p>}
      {children && <div className="mt-5">{children}</div>}
    </section>
  );
}
