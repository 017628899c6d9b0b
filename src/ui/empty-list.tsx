import type { ReactNode } from "react";

/** What stands in the place of a list without rows. */
export function EmptyList({ children }: { children: ReactNode }) {
  return <p className="text-muted-foreground rounded-xl border border-dashed px-5 py-12 text-center">{children}</p>;
}
