import type { UserSession } from "@/features/admin-users/get-user";
import { EmptyList } from "@/ui/empty-list";
import { TimeAgo } from "@/ui/time-ago";

const kindNames = { BROWSER: "Browser", APP: "App", TOKEN: "Access token" } as const;

/** Only to look at: they are ended together. */
export function UserSessions({ sessions, now }: { sessions: readonly UserSession[]; now: Date }) {
  if (sessions.length === 0) return <EmptyList>Not signed in anywhere.</EmptyList>;
  return (
    <ul className="divide-y rounded-lg border">
      {sessions.map(({ kind, label, place, createdAt, lastSeenAt }, index) => (
        <li key={index} className="px-4 py-3.5">
          <p className="font-medium wrap-anywhere">{label}</p>
          <p className="text-muted-foreground mt-0.5 flex flex-wrap gap-x-4 text-sm leading-relaxed">
            <span>{kindNames[kind]}</span>
            <span>
              Last used <TimeAgo at={lastSeenAt} now={now} />
            </span>
            <span>
              Since <TimeAgo at={createdAt} now={now} />
            </span>
            {place !== null && <span>From {place}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
