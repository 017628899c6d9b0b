import { cookies } from "next/headers";
import { z } from "zod";
import { emailSchema } from "@/core/email";
import { continueLink } from "@/features/linked-accounts/admit-identity";
import type { Identity } from "@/features/linked-accounts/identity";
import { pendingLinkMinutes } from "@/features/linked-accounts/policy";
import { deps } from "@/platform/deps";
import { cookieName, cookieOptions } from "@/web/cookie";

const context = "pending link";

const pendingLinkSchema = z.object({
  userId: z.string(),
  expiresAt: z.number(),
  identity: z.object({
    provider: z.string(),
    providerName: z.string(),
    providerAccountId: z.string(),
    email: z.object({ address: emailSchema, verified: z.boolean() }).nullable(),
    name: z.string(),
    label: z.string(),
  }),
});

/** Keeps a proven identity in this browser, sealed, until the owner of the local account has proven themselves too. */
export async function setPendingLink(userId: string, identity: Identity): Promise<void> {
  const expiresAt = deps().clock.now().getTime() + pendingLinkMinutes * 60_000;
  const sealed = deps().sealer.seal(JSON.stringify({ userId, identity, expiresAt }), context);
  const value = Buffer.from(sealed).toString("base64url");
  (await cookies()).set(name(), value, { ...cookieOptions(), maxAge: pendingLinkMinutes * 60 });
}

/** Links what waits for this very user; whatever waits for anybody else is dropped. Answers the provider's name when it linked. */
export async function finishPendingLink(userId: string): Promise<string | null> {
  const value = (await cookies()).get(name())?.value;
  if (value === undefined) return null;
  (await cookies()).delete({ name: name(), ...cookieOptions() });
  const pending = openPendingLink(value);
  if (!pending || pending.userId !== userId) return null;
  const outcome = await continueLink(deps(), pending.identity, userId);
  return outcome === "linked" ? pending.identity.providerName : null;
}

function openPendingLink(value: string): z.output<typeof pendingLinkSchema> | null {
  const plaintext = deps().sealer.open(Buffer.from(value, "base64url"), context);
  const parsed = plaintext === null ? null : pendingLinkSchema.safeParse(JSON.parse(plaintext));
  if (!parsed?.success || parsed.data.expiresAt <= deps().clock.now().getTime()) return null;
  return parsed.data;
}

function name(): string {
  return cookieName("pending-link");
}
