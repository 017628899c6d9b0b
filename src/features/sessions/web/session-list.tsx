import { Badge } from "@/ui/badge";
import { ConfirmForm } from "@/ui/confirm-form";
import { TimeAgo } from "@/ui/time-ago";
import type { SessionRow } from "../list-sessions";
import { endSessionAction } from "./actions";
import { DeviceGlyph } from "./device-glyph";

/** Each device and app with what it is known by, when it was there, and the button that signs it out. */
export function SessionList({ sessions, now }: { sessions: readonly SessionRow[]; now: Date }) {
  return (
    <ul className="divide-y rounded-lg border">
      {sessions.map((session) => (
        <li key={session.id} className="relative px-4 py-4">
          <div className="flex items-start gap-3.5">
            <DeviceGlyph kind={session.kind} label={session.label} />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 pr-12 font-medium wrap-anywhere">
                {session.label}
                {session.isCurrent && <Badge>In use now</Badge>}
              </p>
              <SessionTimes session={session} now={now} />
            </div>
          </div>
          <EndSession session={session} />
        </li>
      ))}
    </ul>
  );
}

function SessionTimes({ session, now }: { session: SessionRow; now: Date }) {
  const { isCurrent, lastSeenAt, createdAt, place, kind } = session;
  return (
    <p className="text-muted-foreground mt-0.5 flex flex-wrap gap-x-4 text-sm leading-relaxed">
      {kind === "APP" && <span>App</span>}
      {!isCurrent && (
        <span>
          Last used <TimeAgo at={lastSeenAt} now={now} />
        </span>
      )}
      <span>
        Signed in <TimeAgo at={createdAt} now={now} />
      </span>
      {place !== null && <span>From {place}</span>}
    </p>
  );
}

function EndSession({ session: { id, label, isCurrent } }: { session: SessionRow }) {
  return (
    <ConfirmForm
      place="corner"
      action={endSessionAction}
      fields={{ sessionId: id }}
      summary={
        <>
          End<span className="sr-only"> {isCurrent ? "this session" : label}</span>
        </>
      }
      consequence={
        isCurrent ? "You are signed out here, and sign in again to come back." : `${label} is signed out at once.`
      }
    >
      {isCurrent ? "Sign out here" : "End this session"}
    </ConfirmForm>
  );
}
