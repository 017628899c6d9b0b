import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { listSessions } from "@/features/sessions/list-sessions";
import { sessionTtlDays } from "@/features/sessions/policy";
import { EndOthers } from "@/features/sessions/web/end-others";
import { SessionList } from "@/features/sessions/web/session-list";
import { deps } from "@/platform/deps";
import { Card } from "@/ui/card";
import { EmptyList } from "@/ui/empty-list";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage() {
  const viewer = await requireViewer({ returnTo: "/settings/sessions" });
  const sessions = await orUnavailable(() => listSessions(deps(), viewer));
  const now = deps().clock.now();
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  return (
    <>
      <PageHeading title="Sessions">
        Where you are signed in. End what you do not recognise, and then choose a new password.
      </PageHeading>
      <div className="grid grid-cols-1 gap-5">
        <Card title="This device">
          <SessionList sessions={sessions.filter(({ isCurrent }) => isCurrent)} now={now} />
        </Card>
        <Card
          title="Other devices and apps"
          description={`Each ends by itself ${sessionTtlDays} days after it signed in, however much it is used.`}
        >
          {others.length === 0 ? (
            <EmptyList>You are signed in nowhere else.</EmptyList>
          ) : (
            <div className="grid grid-cols-1 gap-4">
              <SessionList sessions={others} now={now} />
              <EndOthers count={others.length} />
            </div>
          )}
        </Card>
      </div>
    </>
  );
}
