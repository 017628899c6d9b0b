import { cookies } from "next/headers";
import { deps } from "@/platform/deps";
import { cookieName, cookieOptions } from "@/web/cookie";

const context = "link intent";
const intentMinutes = 10;

/** Marks the round trip to this provider that starts now as "add this to my account", for this session alone. */
export async function setLinkIntent(sessionId: string, provider: string): Promise<void> {
  const value = Buffer.from(deps().sealer.seal(`${provider} ${sessionId}`, context)).toString("base64url");
  (await cookies()).set(name(), value, { ...cookieOptions(), maxAge: intentMinutes * 60 });
}

/** Whether this session asked for a link to this provider. Asking again takes asking anew. */
export async function takeLinkIntent(sessionId: string, provider: string): Promise<boolean> {
  const value = (await cookies()).get(name())?.value;
  if (value === undefined) return false;
  await dropLinkIntent();
  return deps().sealer.open(Buffer.from(value, "base64url"), context) === `${provider} ${sessionId}`;
}

/** A round trip that starts for another reason must not end in a link that was wished for before. */
export async function dropLinkIntent(): Promise<void> {
  (await cookies()).delete({ name: name(), ...cookieOptions() });
}

function name(): string {
  return cookieName("link-intent");
}
