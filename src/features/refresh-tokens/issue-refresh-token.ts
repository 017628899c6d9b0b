import type { Db, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { refreshTokenPrefix } from "./policy";

/** Makes the next refresh token of an app's session; only its hash is kept. */
export async function issueRefreshToken(
  deps: Pick<Deps, "clock" | "random">,
  db: Db,
  sessionId: string,
): Promise<string> {
  const token = refreshTokenPrefix + deps.random.secret();
  await db.refreshToken.create({ data: { sessionId, tokenHash: tokenHash(token), createdAt: deps.clock.now() } });
  return token;
}
