import type { ReactNode } from "react";
import { env } from "@/platform/env";
import { Wordmark } from "@/ui/wordmark";

/** The wordmark, what the page adds, and in local mode the way to the mails. */
export function SiteHeader({ children }: { children?: ReactNode }) {
  return (
    <header className="flex min-h-18 items-center justify-between gap-4 px-5 py-4 sm:px-8">
      <Wordmark />
      <div className="flex items-center gap-2 sm:gap-3">
        {env().mode === "local" && (
          <a
            href="/dev/mailbox"
            className="text-muted-foreground hover:text-foreground hover:bg-accent inline-flex h-8 items-center gap-2 rounded-full border px-3 text-xs font-medium transition-colors"
          >
            <span className="bg-brass size-1.5 rounded-full" />
            Local mailbox
          </a>
        )}
        {children}
      </div>
    </header>
  );
}
