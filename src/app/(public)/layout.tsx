import type { ReactNode } from "react";
import { LockDrawing } from "@/ui/lock-drawing";
import { SiteFooter } from "../site-footer";
import { SiteHeader } from "../site-header";

const promises = [
  "A password is kept as a hash that cannot be turned back.",
  "A mailed link works once.",
  "An ended session is refused everywhere, at once.",
];

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(0,42%)]">
      <div className="flex flex-col">
        <SiteHeader />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto flex w-full max-w-[26.5rem] flex-1 flex-col px-5 pt-8 pb-16 outline-none sm:justify-center sm:pt-10"
        >
          {children}
        </main>
        <SiteFooter />
      </div>
      <aside aria-label="How your account is kept" className="hidden p-3 pl-0 lg:block">
        <div className="pine sticky top-3 flex h-[calc(100dvh-1.5rem)] flex-col justify-between overflow-hidden rounded-2xl">
          <LockDrawing className="mt-[4vh] min-h-0 w-full flex-1" />
          <ul className="grid gap-3 p-10 text-[0.9375rem] leading-snug text-white/85">
            {promises.map((promise) => (
              <li
                key={promise}
                className="flex gap-3 before:mt-2 before:h-0.5 before:w-3 before:shrink-0 before:bg-brass-bright"
              >
                {promise}
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  );
}
