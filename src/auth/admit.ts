import { admitIdentity, type Admission } from "@/features/linked-accounts/admit-identity";
import { deps } from "@/platform/deps";
import { identityOf } from "./oauth-config";
import { takeLinkIntent } from "./link-intent";
import { setPendingLink } from "./pending-link";
import { endCarriedSession } from "./session-cookie";
import { readViewer } from "./viewer";

/**
 * NextAuth's `signIn` callback for providers, called before its adapter writes: true lets the person in, for then user and account
 * exist; a path sends them to a page that says what happened. Never throws, for NextAuth would put the message into the address bar.
 */
export async function admit(providerId: string, profile: Record<string, unknown>): Promise<true | string> {
  try {
    const identity = identityOf(providerId, profile);
    if (!identity) return "/signin?error=OAuthProfile";
    const viewer = await readViewer();
    const linking = viewer !== null && (await takeLinkIntent(viewer.sessionId, providerId));
    const asker = viewer && { userId: viewer.id, sessionId: viewer.sessionId, linking };
    const admission = await admitIdentity(deps(), identity, asker);
    if (!admission.ok) return await refusalPath(admission, identity, linking);
    // Coming in as somebody else ends who was here: one browser, one identity.
    if (viewer && viewer.id !== admission.userId) await endCarriedSession();
    return true;
  } catch (error) {
    deps().log.error("admission_failed", error, { provider: providerId });
    return "/signin?error=OAuthBroken";
  }
}

async function refusalPath(
  admission: Extract<Admission, { ok: false }>,
  identity: Parameters<typeof setPendingLink>[1],
  linking: boolean,
): Promise<string> {
  const page = linking ? "/settings/sign-in-methods" : "/signin";
  switch (admission.reason) {
    case "needs_local_proof":
      await setPendingLink(admission.userId, identity);
      return "/signin?error=LinkNeedsProof";
    case "needs_fresh_proof":
      return `${page}?error=LinkNeedsFreshProof`;
    case "belongs_to_other":
      return `${page}?error=LinkRefused`;
    case "suspended":
      return `${page}?error=AccountSuspended`;
    case "no_email":
      return `${page}?error=OAuthNoEmail`;
    case "disposable_email":
      return `${page}?error=OAuthDisposableEmail`;
    case "unverified_email":
      return `${page}?error=OAuthUnverifiedEmail`;
  }
}
