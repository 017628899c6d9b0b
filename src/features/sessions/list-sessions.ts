import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { deviceKinds, isIdle, type DeviceKind } from "./policy";

export type SessionRow = {
  id: string;
  kind: DeviceKind;
  /** What its owner knows it by, such as "Firefox on Linux". */
  label: string;
  /** The client's address without its last part. */
  place: string | null;
  createdAt: Date;
  /** Some seconds late; the time of its sign-in until it was used again. */
  lastSeenAt: Date;
  expiresAt: Date;
  isCurrent: boolean;
};

/** The devices and apps that are signed in as the viewer, the last used first. Personal access tokens have a list of their own. */
export async function listSessions(
  deps: Pick<Deps, "db" | "clock" | "sessionIdleMinutes">,
  viewer: Viewer,
): Promise<SessionRow[]> {
  const now = deps.clock.now();
  const sessions = await deps.db.session.findMany({
    where: { userId: viewer.id, kind: { in: [...deviceKinds] }, expires: { gt: now } },
    select: { id: true, kind: true, label: true, place: true, createdAt: true, lastSeenAt: true, expires: true },
  });
  return sessions
    .filter((session) => !isIdle(session, deps.sessionIdleMinutes, now))
    .map(({ id, kind, label, place, createdAt, lastSeenAt, expires }) => ({
      id,
      kind: kind === "APP" ? ("APP" as const) : ("BROWSER" as const),
      label: label ?? "Unknown device",
      place,
      createdAt,
      lastSeenAt: lastSeenAt ?? createdAt,
      expiresAt: expires,
      isCurrent: id === viewer.sessionId,
    }))
    .sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || a.id.localeCompare(b.id));
}
