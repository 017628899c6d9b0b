import { linkTokenSchema } from "@/core/link-token-schema";
import { tokenHash } from "@/core/token-hash";
import { deps } from "@/platform/deps";
import { readLinkToken } from "@/web/link-token";
import { orUnavailable } from "@/web/or-unavailable";
import { readBrowserSecret } from "@/web/signup-browser";
import { findVerification } from "../find-verification";

export type VerificationState =
  | { kind: "ready"; sameBrowser: boolean }
  | { kind: "already-verified" }
  | { kind: "expired" }
  | { kind: "invalid" }
  | { kind: "missing" };

/** What the verification page shows for the link that this browser opened. */
export async function readVerificationState(): Promise<VerificationState> {
  const carried = await readLinkToken("verify");
  if (carried === null) return { kind: "missing" };
  const token = linkTokenSchema.safeParse(carried);
  if (!token.success) return { kind: "invalid" };
  const found = await orUnavailable(() => findVerification(deps(), token.data));
  if (found.kind === "already_verified") return { kind: "already-verified" };
  if (found.kind !== "ready") return found;
  const secret = await readBrowserSecret();
  return { kind: "ready", sameBrowser: secret !== null && found.browserHash === tokenHash(secret) };
}
