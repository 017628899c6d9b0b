import { eventInWords, detailsInWords, reasonInWords } from "@/features/audit-log/words";
import { Badge } from "@/ui/badge";
import { TimeAgo } from "@/ui/time-ago";
import type { ActivityRow } from "../list-activity";

/** What happened, a row each, in words for the person whose account it is. */
export function ActivityList({ rows, now }: { rows: readonly ActivityRow[]; now: Date }) {
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {rows.map((row) => (
        <li key={String(row.number)} className="px-5 py-4 sm:px-6">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium wrap-anywhere">
            <span className={row.isRefused ? "text-destructive" : undefined}>{whatHappened(row)}</span>
            {row.isThisSession && <Badge>This session</Badge>}
          </p>
          <ActivityFacts row={row} now={now} />
        </li>
      ))}
    </ul>
  );
}

function whatHappened({ name, isOwn, count }: ActivityRow): string {
  const says = eventInWords(name);
  const times = count > 1 ? `${says}, ${count} times` : says;
  return isOwn ? times : `You, to another account: ${times.charAt(0).toLowerCase()}${times.slice(1)}`;
}

function ActivityFacts({
  row: { createdAt, place, agent, reason, details, by },
  now,
}: {
  row: ActivityRow;
  now: Date;
}) {
  return (
    <p className="text-muted-foreground mt-0.5 flex flex-wrap gap-x-4 text-sm leading-relaxed">
      {reason !== null && <span>Refused: {reasonInWords(reason)}</span>}
      {detailsInWords(details).map((words) => (
        <span key={words}>{words}</span>
      ))}
      <TimeAgo at={createdAt} now={now} />
      {agent !== null && <span>{agent}</span>}
      {place !== null && <span>From {place}</span>}
      {by === "somebody else" && <span>By an administrator or moderator</span>}
    </p>
  );
}
