"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

type Props = {
  href: string;
  /** Whether the pages below the link's count as its own. */
  includesBelow?: boolean;
  children: ReactNode;
};

/** A link of a navigation that knows when it leads to where one is. */
export function NavLink({ href, includesBelow = false, children }: Props) {
  const pathname = usePathname();
  const isHere = pathname === href || (includesBelow && pathname.startsWith(`${href}/`));
  return (
    <a
      href={href}
      aria-current={isHere ? "page" : undefined}
      className="text-muted-foreground hover:text-foreground hover:bg-accent aria-[current=page]:bg-secondary aria-[current=page]:text-foreground flex h-9 items-center rounded-lg px-3 text-sm font-medium transition-colors"
    >
      {children}
    </a>
  );
}
