import { eventInWords, detailsInWords, reasonInWords } from "@/features/audit-log/words";
import type { AuditEvent } from "@/platform/prisma/client";
import { EmptyList } from "@/ui/empty-list";
import { Facts } from "@/ui/facts";
import { TimeAgo } from "@/ui/time-ago";
import { auditQuery, type AuditField } from "../schema";

type Props = {
  events: readonly AuditEvent[];
  /** Addresses by the ids of accounts that are still there. */
  people: ReadonlyMap<string, string>;
  now: Date;
  /** The address of the log's page, to which a filter is added. */
  path: string;
  empty: string;
};

/** A row each, which opens into everything that is kept of the event. */
export function EventList({ events, people, now, path, empty }: Props) {
  if (events.length === 0) return <EmptyList>{empty}</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {events.map((event) => (
        <li key={String(event.number)}>
          <details open={events.length === 1}>
            <summary className="hover:bg-accent grid cursor-pointer gap-x-6 gap-y-1 px-5 py-3.5 sm:px-6 md:grid-cols-[minmax(0,1fr)_auto]">
              <EventSummary event={event} people={people} now={now} />
            </summary>
            <div className="border-t border-dashed px-5 py-5 sm:px-6">
              <EventFacts event={event} people={people} path={path} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

function EventSummary({ event, people, now }: { event: AuditEvent } & Pick<Props, "people" | "now">) {
  const { name, reason, count, actorId, subjectId, createdAt, place } = event;
  const whose = subjectId ?? actorId;
  return (
    <>
      <span className="font-medium wrap-anywhere">
        <span className={reason === null ? undefined : "text-destructive"}>{eventInWords(name)}</span>
        {count > 1 && <span className="text-muted-foreground"> × {count}</span>}
      </span>
      <span className="text-muted-foreground text-sm">
        <TimeAgo at={createdAt} now={now} />
      </span>
      <span className="text-muted-foreground flex flex-wrap gap-x-4 text-sm wrap-anywhere md:col-span-2">
        <span>{name}</span>
        {reason !== null && <span>{reasonInWords(reason)}</span>}
        {whose !== null && <span>{people.get(whose) ?? whose}</span>}
        {place !== null && <span>from {place}</span>}
      </span>
    </>
  );
}

function resultInWords({ result, reason, count }: AuditEvent): string {
  if (result === "OK") return "happened";
  const why = reason ?? "no reason";
  return count === 1 ? `refused (${why})` : `refused (${why}), ${count} times within a second`;
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" });

function EventFacts({ event, people, path }: { event: AuditEvent } & Pick<Props, "people" | "path">) {
  const linked = (field: AuditField, value: string | null, shown = value) =>
    value === null ? "nobody, or not known" : <FilterLink {...{ path, field, value }}>{shown}</FilterLink>;
  const person = (id: string | null) => linked("person", id, id === null ? null : (people.get(id) ?? id));
  return (
    <Facts
      facts={[
        ["Number", linked("number", String(event.number))],
        ["When", `${exact.format(event.createdAt)} UTC`],
        ["Event", linked("what", event.name)],
        ["Result", resultInWords(event)],
        ["In words", detailsInWords(event.details).join(", ") || "nothing more"],
        ["Who did it", person(event.actorId)],
        ["Whose account", person(event.subjectId)],
        ["Session", linked("session", event.sessionId)],
        ["Request", linked("request", event.requestId)],
        ["Place", event.place ?? "not known"],
        ["Device", event.agent ?? "not known"],
        ["Details", <code key="details">{JSON.stringify(event.details)}</code>],
        ["Seal", event.seal === null ? "not sealed yet" : String(event.seal)],
      ]}
    />
  );
}

function FilterLink({
  path,
  field,
  value,
  children,
}: {
  path: string;
  field: AuditField;
  value: string;
  children: string | null;
}) {
  return (
    <a href={`${path}${auditQuery({ [field]: value })}`} className="link">
      {children}
    </a>
  );
}
