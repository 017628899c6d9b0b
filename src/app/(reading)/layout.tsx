import type { ReactNode } from "react";
import { findViewer } from "@/auth/viewer";
import { ButtonLink } from "@/ui/button";
import { NavLink } from "@/ui/nav-link";
import { SiteFooter } from "../site-footer";
import { SiteHeader } from "../site-header";

/** The frame of what everybody may read, with the way on for who is signed in. */
export default async function ReadingLayout({ children }: { children: ReactNode }) {
  const viewer = await findViewer();
  return (
    <>
      <div className="border-b">
        <SiteHeader
          navigation={
            <nav aria-label="Main" className="-mx-3 flex flex-wrap items-center gap-1 sm:mx-0">
              <NavLink href="/posts">Posts</NavLink>
              {viewer && <NavLink href="/posts/mine">Your posts</NavLink>}
              {viewer && <NavLink href="/dashboard">Dashboard</NavLink>}
            </nav>
          }
        >
          {!viewer && (
            <ButtonLink href="/signin" variant="outline" size="small">
              Sign in
            </ButtonLink>
          )}
        </SiteHeader>
      </div>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-3xl flex-1 px-5 pt-12 pb-20 outline-none sm:px-8">
        {children}
      </main>
      <SiteFooter />
    </>
  );
}
