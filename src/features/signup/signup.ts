import type { Deps, HasherBusy, Transaction } from "@/core/deps";
import { lockUserByEmail } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { verificationMailCap } from "@/features/email-verification/policy";
import { requestVerification } from "@/features/email-verification/request-verification";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { checkPassword, type WeakPassword } from "@/features/password/check-password";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { alreadyRegisteredMail } from "./already-registered.email";
import { alreadyRegisteredMailCap, doubleSubmitSeconds } from "./policy";
import type { SignupInput } from "./schema";

export type SignupOutcome =
  | { ok: true }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | { ok: false; reason: "disposable_email" }
  | CaptchaRefusal
  | WeakPassword
  | HasherBusy;

type EarlierClaim = { id: string; pendingPasswordHash: string | null; browserHash: string | null };

type Claim = {
  input: SignupInput;
  passwordHash: string;
  browserHash: string;
  /** What was claimed since then, as far as this sign-up saw before it compared passwords. */
  since: Date;
  earlier: readonly EarlierClaim[];
};

type SignupDeps = CaptchaDeps &
  Pick<
    Deps,
    | "random"
    | "codes"
    | "hasher"
    | "breachedPasswords"
    | "disposableDomains"
    | "sealer"
    | "appUrl"
    | "passwordMinLength"
    | "trace"
    | "refusals"
  >;

type SignupAsker = { client: string; browserSecret: string; captcha?: CaptchaProof | undefined };

/**
 * Signs a person up, or, where the address already has an account, tells its owner by mail. Both answer alike.
 * A sign-up for an address that nobody confirmed yet is a claim among others: each claim's link confirms what was typed
 * with that claim, so neither an earlier nor a later stranger can slip a password into somebody's account.
 */
export async function signup(deps: SignupDeps, input: SignupInput, asker: SignupAsker): Promise<SignupOutcome> {
  const outcome = await claim(deps, input, asker);
  if (!outcome.ok) {
    const { reason } = outcome;
    noteRefusal(deps, { name: "account.signup_refused", reason, actorId: null, subjectId: null });
  }
  return outcome;
}

async function claim(deps: SignupDeps, input: SignupInput, asker: SignupAsker): Promise<SignupOutcome> {
  const limit = await takeLimits(deps, [limits.signup, limits.mailHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  if (deps.disposableDomains.includes(input.email)) return { ok: false, reason: "disposable_email" };
  const strength = await checkPassword(deps, { password: input.password, owner: input });
  if (!strength.ok) return strength;
  // After the password was looked at, so that a weak one uses no captcha up.
  const { client, captcha: proof } = asker;
  const captcha = await requireCaptcha(deps, { action: "signup", client, email: input.email, proof });
  if (!captcha.ok) return captcha;
  if (!(await takeLimits(deps, [limits.signupMailbox], input.email)).ok) return { ok: true };
  const hashed = await deps.hasher.hash(input.password);
  if (!hashed.ok) return hashed;

  const browserHash = tokenHash(asker.browserSecret);
  const since = new Date(deps.clock.now().getTime() - doubleSubmitSeconds * 1000);
  const earlier = await findClaims(deps.db, { email: input.email, since });
  // Compared for everybody, so that a repeat costs what a first sign-up does, and one for an address with an account too.
  const repeat = await deps.hasher.verify(input.password, passwordToCompare(earlier, browserHash));
  if (!repeat.ok) return repeat;
  const typed: Claim = { input, passwordHash: hashed.hash, browserHash, since, earlier };
  await deps.db.$transaction((tx) => recordClaim(deps, tx, { ...typed, isRepeat: repeat.matches }));
  return { ok: true };
}

/** The latest first. */
async function findClaims(
  db: Deps["db"] | Transaction,
  { email, since }: { email: string; since: Date },
): Promise<EarlierClaim[]> {
  return await db.oneTimeToken.findMany({
    where: { user: { email }, purpose: "VERIFY_EMAIL", createdAt: { gt: since }, pendingPasswordHash: { not: null } },
    orderBy: { createdAt: "desc" },
    take: verificationMailCap.max,
    select: { id: true, pendingPasswordHash: true, browserHash: true },
  });
}

/**
 * What this browser chose for the address, if it did, or else what the last one did: one password, however many claimed it. Whether it
 * matches changes nothing that whoever asks can see; the mailbox gets one mail in place of two.
 */
function passwordToCompare(earlier: readonly EarlierClaim[], browserHash: string): string | null {
  const claim = earlier.find((known) => known.browserHash === browserHash) ?? earlier[0];
  return claim?.pendingPasswordHash ?? null;
}

async function recordClaim(
  deps: Pick<Deps, "clock" | "random" | "codes" | "sealer" | "appUrl" | "trace">,
  tx: Transaction,
  claim: Claim & { isRepeat: boolean },
): Promise<void> {
  const { name, email } = claim.input;
  await tx.user.createMany({ data: [{ name, email, password: claim.passwordHash }], skipDuplicates: true });
  const user = await lockUserByEmail(tx, email);
  if (!user) throw new Error("the account vanished between two statements");
  if (user.isVerified) {
    const mail = alreadyRegisteredMail({ appUrl: deps.appUrl });
    const cap = alreadyRegisteredMailCap;
    await enqueueMail(deps, tx, { kind: "already-registered", to: email, ...mail, cap, isToOwner: true });
    await recordEvent(deps, tx, { name: "account.signup_repeated", actorId: null, subjectId: user.id });
    return;
  }
  if (claim.isRepeat || (await wasOvertaken(tx, claim))) return;
  await tx.user.update({ where: { id: user.id }, data: { name, password: claim.passwordHash } });
  await requestVerification(deps, tx, {
    userId: user.id,
    email,
    pending: { name, passwordHash: claim.passwordHash },
    browserHash: claim.browserHash,
  });
  const details = { method: "password" };
  await recordEvent(deps, tx, { name: "account.signed_up", actorId: null, subjectId: user.id, details });
}

/** Whether another sign-up for the address was written down since this one looked: both came at the same moment. */
async function wasOvertaken(tx: Transaction, { input: { email }, since, earlier }: Claim): Promise<boolean> {
  const claims = await findClaims(tx, { email, since });
  return claims.some(({ id }) => !earlier.some((known) => known.id === id));
}
