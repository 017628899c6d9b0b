import { cookies } from "next/headers";
import { deps } from "@/platform/deps";
import { cookieName, cookieOptions } from "@/web/cookie";

const context = "link intent";
const intentMinutes = 10;

/** Marks the round trip that starts now as "add this to my account", for this session alone. */
export async function setLinkIntent(sessionId: string): Promise<void> {
  const value = Buffer.from(deps().sealer.seal(sessionId, context)).toString("base64url");
  (await cookies()).set(name(), value, { ...cookieOptions(), maxAge: intentMinutes * 60 });
}

/** Whether this session asked for a link. Asking again takes asking anew. */
export async function takeLinkIntent(sessionId: string): Promise<boolean> {
  const value = (await cookies()).get(name())?.value;
  if (value === undefined) return false;
  (await cookies()).delete({ name: name(), ...cookieOptions() });
  return deps().sealer.open(Buffer.from(value, "base64url"), context) === sessionId;
}

function name(): string {
  return cookieName("link-intent");
}
