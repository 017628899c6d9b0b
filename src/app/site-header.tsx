import type { ReactNode } from "react";
import { env } from "@/platform/env";
import { Wordmark } from "@/ui/wordmark";

type Props = {
  /** On a phone in a row of its own. */
  navigation?: ReactNode;
  /** At the end of the row. */
  children?: ReactNode;
};

/** The wordmark, where one can go, and in local mode the way to the mails. */
export function SiteHeader({ navigation, children }: Props) {
  return (
    <header className="mx-auto flex min-h-16 w-full max-w-6xl flex-wrap items-center gap-x-4 gap-y-1 sm:gap-x-6 px-5 py-3.5 sm:px-8">
      <Wordmark />
      {navigation && <div className="order-last w-full sm:order-none sm:w-auto">{navigation}</div>}
      <div className="ml-auto flex items-center gap-2 sm:gap-3">
        {env().mode === "local" && (
          <a
            href="/dev/mailbox"
            className="text-muted-foreground hover:text-foreground hover:bg-accent inline-flex h-8 items-center gap-2 rounded-full border px-3 text-xs font-medium whitespace-nowrap transition-colors"
          >
            <span className="bg-brass size-1.5 rounded-full" />
            <span>
              <span className="max-sm:hidden">Local mailbox</span>
              <span className="sm:hidden">Mailbox</span>
            </span>
          </a>
        )}
        {children}
      </div>
    </header>
  );
}
