import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { numberCursorSchema } from "@/core/number-cursor";
import type { AdminViewer } from "@/core/viewer";
import { namePeople } from "@/features/admin-audit/name-people";
import { auditQuery, readAuditFilter, type TypedFilter } from "@/features/admin-audit/schema";
import { searchEvents, type FoundEvents } from "@/features/admin-audit/search-events";
import { EventList } from "@/features/admin-audit/web/event-list";
import { deps } from "@/platform/deps";
import { ButtonLink } from "@/ui/button";
import { PageHeading } from "@/ui/page-heading";
import { PageLinks } from "@/ui/page-links";
import { orUnavailable } from "@/web/or-unavailable";
import { AuditFilterForm } from "./audit-filter";

const path = "/admin/audit";

export const metadata: Metadata = { title: "Audit log", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const viewer = await requireRole("ADMIN", { returnTo: path });
  const sent = await searchParams;
  const { filter, typed, faults } = readAuditFilter(sent);
  const before = numberCursorSchema.parse(sent["before"]);
  const isReadable = faults.length === 0;
  const { found, people } = isReadable
    ? await orUnavailable(() => readPage(viewer, { filter, before }))
    : { found: nothing, people: new Map<string, string>() };
  return (
    <>
      <PageHeading title="Audit log">
        What happened and what was refused, the newest first. Nobody can change it here, and no secret is in it.
      </PageHeading>
      <AuditFilterForm path={path} typed={typed} faults={faults} />
      <EventList events={found.events} people={people} now={deps().clock.now()} path={path} empty={emptyWords(found)} />
      <PageLinks
        olderHref={found.next === null ? undefined : `${path}${auditQuery(typed, { before: String(found.next) })}`}
        newestHref={before === null ? undefined : `${path}${auditQuery(typed)}`}
      />
      {isReadable && <ExportLinks typed={typed} />}
    </>
  );
}

const nothing: FoundEvents = { events: [], next: null, isCut: false };

async function readPage(viewer: AdminViewer, asked: Pick<Parameters<typeof searchEvents>[2], "filter" | "before">) {
  const found = await searchEvents(deps(), viewer, asked);
  return { found, people: await namePeople(deps(), viewer, found.events) };
}

function emptyWords({ isCut }: FoundEvents): string {
  return isCut ? "None among the events that were looked through. Go on with Older." : "No such events.";
}

function ExportLinks({ typed }: { typed: TypedFilter }) {
  const link = (format: string) => `${path}/export${auditQuery(typed, { format })}`;
  return (
    <p className="text-muted-foreground mt-8 flex flex-wrap items-center gap-3 text-sm">
      <span>All that this filter finds, as a file:</span>
      <ButtonLink href={link("csv")} variant="outline" size="small">
        CSV
      </ButtonLink>
      <ButtonLink href={link("jsonl")} variant="outline" size="small">
        JSON lines
      </ButtonLink>
    </p>
  );
}
