import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { Card } from "@/ui/card";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Administration", robots: { index: false } };

const sections = [
  {
    href: "/admin/users",
    title: "Users",
    description: "Find an account, see how it is signed in to, change its role, suspend it or end its sessions.",
  },
  {
    href: "/admin/outbox",
    title: "Outbox",
    description: "Mails that wait, went out or were given up, and addresses that take none.",
  },
  {
    href: "/admin/audit",
    title: "Audit log",
    description: "What happened to whom, by whom and from where; search it, and export what you find.",
  },
] as const;

export default async function AdminPage() {
  await requireRole("ADMIN", { returnTo: "/admin" });
  return (
    <>
      <PageHeading title="Administration">Choose what to look at.</PageHeading>
      <div className="grid gap-4 sm:grid-cols-2">
        {sections.map(({ href, title, description }) => (
          <Card key={href} title={title} description={description}>
            <a href={href} className="link text-sm">
              Open {title.toLowerCase()}
            </a>
          </Card>
        ))}
      </div>
    </>
  );
}
