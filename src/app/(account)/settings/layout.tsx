import type { ReactNode } from "react";

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid gap-8 md:grid-cols-[12rem_minmax(0,1fr)] md:gap-12">
      <nav aria-label="Settings" className="flex gap-4 md:flex-col">
        <a href="/settings">Account</a>
        <a href="/settings/security">Security</a>
        <a href="/settings/sign-in-methods">Sign-in methods</a>
      </nav>
      <div>{children}</div>
    </div>
  );
}
