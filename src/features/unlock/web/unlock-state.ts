import { linkTokenSchema } from "@/core/link-token-schema";
import { deps } from "@/platform/deps";
import { readLinkToken } from "@/web/link-token";
import { orUnavailable } from "@/web/or-unavailable";
import { findUnlock } from "../find-unlock";

/** What the page shows for the link that this browser opened. */
export async function readUnlockState(): Promise<{ kind: "ready" } | { kind: "invalid" }> {
  const token = linkTokenSchema.safeParse(await readLinkToken("unlock"));
  return token.success ? await orUnavailable(() => findUnlock(deps(), token.data)) : { kind: "invalid" };
}
