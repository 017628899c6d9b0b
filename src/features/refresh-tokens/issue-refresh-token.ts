import type { Deps } from "@/core/deps";
import type { Run, Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { refreshTokenPrefix } from "./policy";

/** Makes the next refresh token of an app's session; only its hash is kept. */
export async function issueRefreshToken(
  deps: Pick<Deps, "clock" | "random">,
  run: Run,
  sessionId: string,
): Promise<string> {
  const { token, statement } = newRefreshToken(deps, sessionId);
  await run(statement);
  return token;
}

/** The same for a caller who has more to do in the same trip: the token counts once the statement has run, where `condition` holds. */
export function newRefreshToken(
  deps: Pick<Deps, "clock" | "random">,
  sessionId: string,
  condition = "true",
): { token: string; statement: Statement } {
  const token = refreshTokenPrefix + deps.random.secret();
  const text = `INSERT INTO "RefreshToken" ("id", "sessionId", "tokenHash", "createdAt")
    SELECT gen_random_uuid()::text, $1, $2, $3::timestamptz WHERE ${condition}`;
  const values = [sessionId, tokenHash(token), deps.clock.now()];
  return { token, statement: { name: "latchkey_insert_refresh_token", text, values } };
}
