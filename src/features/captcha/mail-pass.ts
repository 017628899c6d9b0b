import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { captchaPassMail } from "./captcha-pass.email";
import { passMailCap, passTtlMinutes } from "./policy";

export type MailPassOutcome = { ok: true } | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Mails a link that passes the captcha of one sign-in, for a browser that cannot show one. Only the address of an account gets one, and
 * the answer is the same for every other. The link counts in the browser that asked for it, so whoever else gets hold of it gains nothing.
 */
export async function mailPass(
  deps: Pick<Deps, "db" | "clock" | "random" | "limiter" | "sealer" | "appUrl">,
  input: { email: Email },
  asker: { client: string; browserSecret: string },
): Promise<MailPassOutcome> {
  const limit = await takeLimits(deps, [limits.captchaByMail, limits.mailHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  if (!(await takeLimits(deps, [limits.captchaPassMailbox], input.email)).ok) return { ok: true };
  const user = await deps.db.user.findUnique({
    where: { email: input.email },
    select: { id: true, suspendedAt: true, isVerified: true },
  });
  if (!user || user.suspendedAt !== null) return { ok: true };
  const token = deps.random.secret();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + passTtlMinutes * 60_000);
  await deps.db.$transaction(async (tx) => {
    const mail = await enqueueMail(deps, tx, {
      kind: "captcha-pass",
      to: input.email,
      ...captchaPassMail({ appUrl: deps.appUrl, token, ttlMinutes: passTtlMinutes }),
      cap: passMailCap,
      isToOwner: user.isVerified,
      linkExpiresAt: expiresAt,
    });
    if (!mail.ok) return;
    await tx.oneTimeToken.create({
      data: {
        userId: user.id,
        purpose: "PASS_CAPTCHA",
        tokenHash: tokenHash(token),
        browserHash: tokenHash(asker.browserSecret),
        createdAt: now,
        expiresAt,
      },
    });
  });
  return { ok: true };
}
