import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { foundMax } from "@/features/admin-users/list-plan";
import { listUsers } from "@/features/admin-users/list-users";
import { formatListCursor, listQuerySchema, type ListQuery } from "@/features/admin-users/schema";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { UserFilter } from "./user-filter";
import { UserList } from "./user-list";

const path = "/admin/users";

export const metadata: Metadata = { title: "Users", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UsersPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const query = listQuerySchema.parse(await searchParams);
  const { users, next, isCut } = await orUnavailable(() => listUsers(deps(), viewer, query));
  const providers = env().providers.map(({ provider }) => ({ id: provider.id, name: provider.name }));
  return (
    <>
      <PageHeading title="Users">
        Everybody who has an account. Choose one to see more of it, and to act on it.
      </PageHeading>
      <UserFilter query={query} providers={providers} />
      {isCut && (
        <p className="text-muted-foreground mb-4 text-sm">
          More than {foundMax.toLocaleString("en")} are found, and only so many are listed: type more of the name or
          address.
        </p>
      )}
      <UserList users={users} />
      <PageLinks
        olderHref={next ? pageHref(query, formatListCursor(next)) : undefined}
        newestHref={query.after ? pageHref(query, "") : undefined}
        words={query.sort === "newest" ? undefined : { older: "Next", newest: "First" }}
      />
    </>
  );
}

function pageHref({ q, role, state, method, sort, limit }: ListQuery, after: string): string {
  const asked = {
    q,
    role,
    state,
    method,
    sort: sort === "newest" ? "" : sort,
    limit: limit === 25 ? "" : limit,
    after,
  };
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  );
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}
