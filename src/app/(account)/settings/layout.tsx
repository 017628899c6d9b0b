import type { ReactNode } from "react";
import { NavLink } from "@/ui/nav-link";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 gap-8 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-12">
      <nav aria-label="Settings" className="-mx-3 flex flex-wrap gap-1 md:flex-col">
        <NavLink href="/settings">Overview</NavLink>
        <NavLink href="/settings/profile">Profile</NavLink>
        <NavLink href="/settings/security">Security</NavLink>
        <NavLink href="/settings/sign-in-methods">Sign-in methods</NavLink>
        <NavLink href="/settings/sessions">Sessions</NavLink>
        <NavLink href="/settings/tokens">Tokens</NavLink>
        <NavLink href="/settings/activity">Activity</NavLink>
      </nav>
      <div className="max-w-2xl">{children}</div>
    </div>
  );
}
