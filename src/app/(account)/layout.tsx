import type { ReactNode } from "react";
import { findViewer } from "@/auth/viewer";
import { signoutAction } from "@/features/signin/web/actions";
import { Button } from "@/ui/button";
import { Wordmark } from "@/ui/wordmark";
import { SiteFooter } from "../site-footer";

/** The frame of every protected page. Each page asks for the viewer itself: a layout guards nothing. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const viewer = await findViewer();
  return (
    <>
      <header className="border-b">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-3 px-5 py-3 sm:px-8">
          <Wordmark />
          <nav aria-label="Main" className="flex flex-1 gap-4 text-sm">
            <a href="/dashboard">Dashboard</a>
            <a href="/settings">Settings</a>
          </nav>
          {viewer && <span className="text-sm">{viewer.name}</span>}
          <form action={signoutAction}>
            <Button variant="outline" size="small">
              Sign out
            </Button>
          </form>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-5 py-10 sm:px-8">
        {children}
      </main>
      <SiteFooter />
    </>
  );
}
