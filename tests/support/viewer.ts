import type { Device } from "@/features/sessions/device-label";
import { findSession } from "@/features/sessions/find-session";
import { openSession } from "@/features/sessions/open-session";
import type { DeviceKind } from "@/features/sessions/policy";
import { tokenHash } from "@/core/token-hash";
import type { RecentViewer } from "@/core/viewer";
import { testDevice, type TestDeps } from "./deps";

/** A new session of this user, and they as it makes them ask: proven this moment. */
export async function newViewer(
  deps: TestDeps,
  userId: string,
  { kind = "BROWSER", device = testDevice }: { kind?: DeviceKind; device?: Device } = {},
): Promise<RecentViewer> {
  const user = await deps.db.user.findUniqueOrThrow({ where: { id: userId } });
  const opened = await openSession(deps, deps.statements.run, user, { kind, device });
  const session = await findSession(deps, { secretHash: tokenHash(opened.secret) });
  if (!session) throw new Error("the session is not live");
  const { sessionId, provenAt } = session;
  return { ...session.user, sessionId, sessionKind: kind, provenAt } as RecentViewer;
}
