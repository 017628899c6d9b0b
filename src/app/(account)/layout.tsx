import type { ReactNode } from "react";
import { accessTable } from "@/auth/access-table";
import { findViewer } from "@/auth/viewer";
import { hasRole, type Viewer } from "@/core/viewer";
import { DeadAddressBanner } from "@/features/mail-address/web/dead-address-banner";
import { signoutAction } from "@/features/signin/web/actions";
import { Button } from "@/ui/button";
import { NavLink } from "@/ui/nav-link";
import { SiteFooter } from "../site-footer";
import { SiteHeader } from "../site-header";

/** The frame of every protected page. Each page asks for its viewer itself: a layout guards nothing. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const viewer = await findViewer();
  return (
    <>
      <div className="border-b">
        <SiteHeader navigation={<Navigation viewer={viewer} />}>
          <span className="hidden max-w-40 truncate text-sm font-medium sm:block">{viewer?.name}</span>
          <form action={signoutAction}>
            <Button variant="outline" size="small">
              Sign out
            </Button>
          </form>
        </SiteHeader>
      </div>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-6xl flex-1 px-5 pt-12 pb-20 outline-none sm:px-8">
        {viewer && <DeadAddressBanner viewer={viewer} />}
        {children}
      </main>
      <SiteFooter />
    </>
  );
}

/** Shown to those whom the page would let in; the page itself decides. */
const rolePages = [
  ["/moderation", "Moderation"],
  ["/admin", "Admin"],
] as const;

function Navigation({ viewer }: { viewer: Viewer | null }) {
  return (
    <nav aria-label="Main" className="-mx-3 flex flex-wrap items-center gap-1 sm:mx-0">
      <NavLink href="/dashboard">Dashboard</NavLink>
      <NavLink href="/posts/mine">Posts</NavLink>
      <NavLink href="/settings" includesBelow>
        Settings
      </NavLink>
      {rolePages
        .filter(([href]) => viewer && hasRole(viewer.role, accessTable.pages[href]))
        .map(([href, name]) => (
          <NavLink key={href} href={href} includesBelow>
            {name}
          </NavLink>
        ))}
      <span className="min-w-28 flex-1 truncate pr-3 text-right text-sm font-medium sm:hidden">{viewer?.name}</span>
    </nav>
  );
}
