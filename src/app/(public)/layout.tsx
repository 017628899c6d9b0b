import type { ReactNode } from "react";
import { Wordmark } from "@/ui/wordmark";
import { SiteFooter } from "../site-footer";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="px-5 py-5 sm:px-8">
        <Wordmark />
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center px-5 py-10 sm:px-0"
      >
        {children}
      </main>
      <SiteFooter />
    </>
  );
}
