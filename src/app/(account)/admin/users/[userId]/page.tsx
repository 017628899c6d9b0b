import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireRole } from "@/auth/viewer";
import { readAuditFilter } from "@/features/admin-audit/schema";
import { searchEvents } from "@/features/admin-audit/search-events";
import { namePeople } from "@/features/admin-audit/name-people";
import { EventList } from "@/features/admin-audit/web/event-list";
import { getUser } from "@/features/admin-users/get-user";
import { userIdSchema } from "@/features/admin-users/schema";
import { UserActs } from "@/features/admin-users/web/user-acts";
import { deps } from "@/platform/deps";
import { Card } from "@/ui/card";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { roleNames } from "../../../role-names";
import { UserFacts } from "./user-facts";
import { UserSessions } from "./user-sessions";

const list = "/admin/users";
const eventsShown = 8;

export const metadata: Metadata = { title: "An account", robots: { index: false } };

type Props = { params: Promise<{ userId: string }> };

export default async function UserPage({ params }: Props) {
  const { data: userId } = userIdSchema.safeParse((await params).userId);
  const viewer = await requireRole("ADMIN", { returnTo: userId === undefined ? list : `${list}/${userId}` });
  const user = userId !== undefined && (await orUnavailable(() => getUser(deps(), viewer, { userId })));
  if (!user) notFound();
  const { filter } = readAuditFilter({ person: user.id });
  const { events } = await orUnavailable(() =>
    searchEvents(deps(), viewer, { filter, before: null, take: eventsShown }),
  );
  const people = await orUnavailable(() => namePeople(deps(), viewer, events));
  const now = deps().clock.now();
  return (
    <>
      <PageHeading title={`Account of ${user.name}`}>
        <span className="wrap-anywhere">{user.email}</span>
      </PageHeading>
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid grid-cols-1 gap-5">
          <Card title="Facts">
            <UserFacts user={user} now={now} />
          </Card>
          <Card title="Sessions" description="Devices and apps that are signed in, and personal access tokens.">
            <UserSessions sessions={user.sessions} now={now} />
          </Card>
        </div>
        <Card title="Actions" description="Each is recorded, and asks for a proof of yours from the last minutes.">
          <UserActs user={user} isOwn={user.id === viewer.id} roleNames={roleNames} />
        </Card>
      </div>
      <section className="mt-8 grid grid-cols-1 gap-4">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
          <h2 className="text-base font-semibold tracking-tight">What happened last</h2>
          <a href={`/admin/audit?person=${user.id}`} className="link text-sm">
            All of it in the audit log
          </a>
        </div>
        <EventList events={events} people={people} now={now} path="/admin/audit" empty="Nothing is recorded." />
      </section>
    </>
  );
}
