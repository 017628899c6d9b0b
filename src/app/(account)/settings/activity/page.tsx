import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { numberCursorSchema } from "@/core/number-cursor";
import { listActivity } from "@/features/activity/list-activity";
import { ActivityList } from "@/features/activity/web/activity-list";
import { deps } from "@/platform/deps";
import { EmptyList } from "@/ui/empty-list";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/settings/activity";

export const metadata: Metadata = { title: "Activity" };

type Props = { searchParams: Promise<{ before?: string | string[] }> };

export default async function ActivityPage({ searchParams }: Props) {
  const viewer = await requireViewer({ returnTo: path });
  const before = numberCursorSchema.parse((await searchParams).before);
  const { rows, next } = await orUnavailable(() => listActivity(deps(), viewer, { before }));
  return (
    <>
      <PageHeading title="Activity">
        What happened to your account, the newest first: what you did, and what was refused to whoever tried.
      </PageHeading>
      <p className="text-muted-foreground mb-6 text-sm leading-relaxed">
        Was it not you?{" "}
        <a href="/settings/sessions" className="link">
          End the other sessions
        </a>{" "}
        and{" "}
        <a href="/settings/sign-in-methods" className="link">
          choose a new password
        </a>
        .
      </p>
      {rows.length === 0 ? (
        <EmptyList>{before === null ? "Nothing has happened yet." : "Nothing older is kept."}</EmptyList>
      ) : (
        <ActivityList rows={rows} now={deps().clock.now()} />
      )}
      <PageLinks
        olderHref={next === null ? undefined : `${path}?before=${next}`}
        newestHref={before === null ? undefined : path}
      />
    </>
  );
}
