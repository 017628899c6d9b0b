import { linkTokenSchema } from "@/core/link-token-schema";
import { deps } from "@/platform/deps";
import { readLinkToken } from "@/web/link-token";
import { orUnavailable } from "@/web/or-unavailable";
import { findReset } from "../find-reset";

export type ResetState = { kind: "ready" } | { kind: "expired" } | { kind: "invalid" } | { kind: "missing" };

/** What the reset page shows for the link that this browser opened. */
export async function readResetState(): Promise<ResetState> {
  const carried = await readLinkToken("reset-password");
  if (carried === null) return { kind: "missing" };
  const token = linkTokenSchema.safeParse(carried);
  if (!token.success) return { kind: "invalid" };
  const found = await orUnavailable(() => findReset(deps(), token.data));
  return { kind: found.kind };
}
