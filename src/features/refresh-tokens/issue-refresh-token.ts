import type { Deps } from "@/core/deps";
import type { Run } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { refreshTokenPrefix } from "./policy";

/** Makes the next refresh token of an app's session; only its hash is kept. */
export async function issueRefreshToken(
  deps: Pick<Deps, "clock" | "random">,
  run: Run,
  sessionId: string,
): Promise<string> {
  const token = refreshTokenPrefix + deps.random.secret();
  await run({
    name: "latchkey_insert_refresh_token",
    text: `INSERT INTO "RefreshToken" ("id", "sessionId", "tokenHash", "createdAt")
      VALUES (gen_random_uuid()::text, $1, $2, $3::timestamptz)`,
    values: [sessionId, tokenHash(token), deps.clock.now()],
  });
  return token;
}
