import { tokenHash } from "@/core/token-hash";
import type { SessionState } from "@/core/deps";
import { personalTokenPrefix } from "@/features/api-tokens/policy";
import { findSession } from "@/features/sessions/find-session";
import { deps } from "@/platform/deps";
import { readAccessToken } from "./access-token";
import { authTokenKeys } from "./session-cookie";

/** No header at all, one that proves nothing, or the session that it proves. */
export type Bearer = { kind: "absent" } | { kind: "invalid" } | { kind: "session"; session: SessionState };

/**
 * Reads the Authorization header: an access token of an app's session, or a personal access token. Where there is a header, nothing
 * else counts: a bad one is refused, also beside a good cookie. Throws when the database is needed and away.
 */
export async function readBearer(headers: Pick<Headers, "get">, { fresh } = { fresh: false }): Promise<Bearer> {
  const header = headers.get("authorization");
  if (header === null) return { kind: "absent" };
  const [, token] = /^bearer ([\w.~+/-]{1,2000}=*)$/i.exec(header) ?? [];
  const session = token === undefined ? null : await sessionOf(token, fresh);
  return session ? { kind: "session", session } : { kind: "invalid" };
}

async function sessionOf(token: string, fresh: boolean): Promise<SessionState | null> {
  if (token.startsWith(personalTokenPrefix)) {
    const session = await findSession(deps(), { secretHash: tokenHash(token) }, { fresh });
    return session?.kind === "TOKEN" ? session : null;
  }
  const claims = await readAccessToken(authTokenKeys(), token, deps().clock.now());
  const session = claims ? await findSession(deps(), { sessionId: claims.sessionId }, { fresh }) : null;
  return session?.kind === "APP" && session.user.id === claims?.userId ? session : null;
}
