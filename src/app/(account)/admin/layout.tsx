import type { ReactNode } from "react";
import { accessTable } from "@/auth/access-table";
import { findViewer } from "@/auth/viewer";
import { hasRole } from "@/core/viewer";
import { NavLink } from "@/ui/nav-link";

const sections = [
  ["/admin", "Overview"],
  ["/admin/users", "Users"],
  ["/admin/posts", "Posts"],
  ["/admin/outbox", "Outbox"],
  ["/admin/audit", "Audit log"],
] as const;

/** The console's navigation, for those whom its pages let in; each page decides for itself. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const viewer = await findViewer();
  return (
    <>
      {viewer && hasRole(viewer.role, "ADMIN") && (
        <nav aria-label="Administration" className="-mx-3 mb-8 flex flex-wrap gap-1 border-b pb-3">
          {sections
            .filter(([href]) => href in accessTable.pages)
            .map(([href, name]) => (
              <NavLink key={href} href={href} includesBelow={href !== "/admin"}>
                {name}
              </NavLink>
            ))}
        </nav>
      )}
      {children}
    </>
  );
}
