import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { formatPageCursor, pageCursorSchema } from "@/core/page-cursor";
import { listUsers } from "@/features/admin-users/list-users";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { UserList } from "./user-list";

const path = "/admin";

export const metadata: Metadata = { title: "Accounts", robots: { index: false } };

type Props = { searchParams: Promise<{ after?: string | string[] }> };

export default async function AdminPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const after = pageCursorSchema.parse((await searchParams).after);
  const { users, next } = await orUnavailable(() => listUsers(deps(), viewer, { after }));
  return (
    <>
      <PageHeading title="Accounts">
        Everybody who has an account, the newest first. Only to look at. What was mailed to them is in the{" "}
        <a href="/admin/outbox" className="link">
          outbox
        </a>
        .
      </PageHeading>
      <UserList users={users} />
      <PageLinks
        olderHref={next ? `${path}?after=${formatPageCursor(next)}` : undefined}
        newestHref={after ? path : undefined}
      />
    </>
  );
}
