import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { auditQuery } from "@/features/admin-audit/schema";
import { readOverview } from "@/features/admin-overview/read-overview";
import { overviewPeriodSchema } from "@/features/admin-overview/schema";
import { OverviewCharts } from "@/features/admin-overview/web/overview-charts";
import { PeriodTabs } from "@/features/admin-overview/web/period-tabs";
import { inFigures } from "@/features/admin-overview/web/words";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

const path = "/admin";

export const metadata: Metadata = { title: "Administration", robots: { index: false } };

type Props = { searchParams: Promise<{ period?: string | string[] }> };

export default async function AdminPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const period = overviewPeriodSchema.parse((await searchParams).period);
  const overview = await orUnavailable(() => readOverview(deps(), viewer, { period }));
  const { count, isEstimate } = overview.users;
  return (
    <>
      <PageHeading title="Administration">
        {isEstimate && "About "}
        <strong className="text-foreground font-medium">{inFigures(count)}</strong>{" "}
        {count === 1 ? "account" : "accounts"}, and what happened of late. Times are in UTC; a bar of the hour that runs
        still grows.
      </PageHeading>
      <PeriodTabs path={path} chosen={period} />
      <OverviewCharts
        overview={overview}
        period={period}
        hrefOf={({ name, reason }) => `/admin/audit${auditQuery({ what: name, reason })}`}
      />
    </>
  );
}
