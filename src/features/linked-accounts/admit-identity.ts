import type { Deps, Transaction } from "@/core/deps";
import { dropUnprovenAccess } from "@/core/drop-unproven-access";
import { lockUserByEmail, lockUserById } from "@/core/lock-user";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { isFreshProof } from "@/features/sessions/policy";
import type { Identity } from "./identity";
import { methodLinkedMail } from "./method-linked.email";

/** The session that the browser carried through the round trip; null for a stranger. */
export type LinkingViewer = { userId: string; sessionId: string; linking: boolean };

export type Admission =
  | { ok: true; userId: string; how: "signed_in" | "signed_up" | "reclaimed" | "linked" }
  /** The address has a confirmed account: its owner signs in as usual first, then the link continues. */
  | { ok: false; reason: "needs_local_proof"; userId: string }
  | {
      ok: false;
      reason:
        "needs_fresh_proof" | "belongs_to_other" | "suspended" | "no_email" | "unverified_email" | "disposable_email";
    };

type AdmissionDeps = Pick<Deps, "db" | "clock" | "sealer" | "appUrl" | "trace" | "refusals">;
type NewcomerDeps = AdmissionDeps & Pick<Deps, "disposableDomains">;

/**
 * Decides what becomes of a person whom a provider has vouched for, before NextAuth writes anything, in one transaction: the user and
 * the identity both exist afterwards or neither does. An identity is known by provider and subject alone; an address only ever
 * creates an account or asks for proof, and counts only where the provider has verified it.
 */
export async function admitIdentity(
  deps: NewcomerDeps,
  identity: Identity,
  viewer: LinkingViewer | null,
): Promise<Admission> {
  const admission = await deps.db.$transaction(async (tx) => {
    const owner = await findOwner(tx, identity);
    if (owner !== null) return admitKnown(owner, viewer);
    if (viewer?.linking) return await linkToViewer(deps, tx, identity, viewer);
    return await admitNew(deps, tx, identity);
  });
  if (!admission.ok) {
    const { reason } = admission;
    const who = {
      actorId: viewer?.userId ?? null,
      subjectId: reason === "needs_local_proof" ? admission.userId : null,
    };
    noteRefusal(deps, { name: "identity.refused", reason, ...who, sessionId: viewer?.sessionId ?? null });
  }
  return admission;
}

function admitKnown(owner: Owner, viewer: LinkingViewer | null): Admission {
  if (viewer?.linking && viewer.userId !== owner.id) return { ok: false, reason: "belongs_to_other" };
  // Told to who has proven to be the owner, and to nobody else.
  if (owner.suspendedAt !== null) return { ok: false, reason: "suspended" };
  return { ok: true, userId: owner.id, how: "signed_in" };
}

async function linkToViewer(
  deps: AdmissionDeps,
  tx: Transaction,
  identity: Identity,
  viewer: LinkingViewer,
): Promise<Admission> {
  const user = await lockUserById(tx, viewer.userId);
  // Read after the lock: a session that was ended, or a proof that has aged, during the round trip links nothing.
  const session = await tx.session.findUnique({ where: { id: viewer.sessionId, userId: viewer.userId } });
  if (!user || user.suspendedAt !== null || !session || !isFreshProof(session.provenAt, deps.clock.now()))
    return { ok: false, reason: "needs_fresh_proof" };
  if (!(await insertAccount(deps, tx, identity, user.id))) return { ok: false, reason: "belongs_to_other" };
  await tellOwner(deps, tx, identity, user);
  return { ok: true, userId: user.id, how: "linked" };
}

async function admitNew(deps: NewcomerDeps, tx: Transaction, identity: Identity): Promise<Admission> {
  if (identity.email === null) return { ok: false, reason: "no_email" };
  if (!identity.email.verified) return { ok: false, reason: "unverified_email" };
  const email = identity.email.address;
  const isRefused = deps.disposableDomains.includes(email);
  if (isRefused && !(await lockUserByEmail(tx, email))) return { ok: false, reason: "disposable_email" };
  const { count: created } = await tx.user.createMany({
    data: [{ email, name: identity.name, isVerified: true }],
    skipDuplicates: true,
  });
  const user = await lockUserByEmail(tx, email);
  if (!user) throw new Error("the account vanished between two statements");
  // The same callback, delivered twice, has met the lock: the first one made what this one looks for.
  if ((await findOwner(tx, identity))?.id === user.id) return { ok: true, userId: user.id, how: "signed_in" };
  if (created === 0 && user.isVerified) return { ok: false, reason: "needs_local_proof", userId: user.id };
  if (created === 0) await reclaim(tx, user.id, identity);
  if (!(await insertAccount(deps, tx, identity, user.id))) throw new Error("the identity was taken meanwhile");
  const who = { actorId: user.id, subjectId: user.id };
  const name = created === 1 ? "account.signed_up" : "account.confirmed";
  await recordEvent(deps, tx, { name, ...who, details: { method: identity.provider } });
  return { ok: true, userId: user.id, how: created === 1 ? "signed_up" : "reclaimed" };
}

/** The provider has proven the mailbox, which whoever signed up here never did. */
async function reclaim(tx: Transaction, userId: string, identity: Identity): Promise<void> {
  await dropUnprovenAccess(tx, userId);
  await tx.user.update({ where: { id: userId }, data: { isVerified: true, password: null, name: identity.name } });
}

/** Links an identity after its local owner has proven themselves; the second half of `needs_local_proof`. */
export async function continueLink(
  deps: AdmissionDeps,
  identity: Identity,
  userId: string,
): Promise<"linked" | "refused"> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, userId);
    if (!user || (await findOwner(tx, identity)) !== null) return "refused";
    if (!(await insertAccount(deps, tx, identity, user.id))) return "refused";
    await tellOwner(deps, tx, identity, user);
    return "linked";
  });
}

type Owner = { id: string; suspendedAt: Date | null };

async function findOwner(tx: Transaction, { provider, providerAccountId }: Identity): Promise<Owner | null> {
  const account = await tx.account.findUnique({
    where: { provider_providerAccountId: { provider, providerAccountId } },
    select: { user: { select: { id: true, suspendedAt: true } } },
  });
  return account?.user ?? null;
}

/** False when somebody else took the identity at the same moment. */
async function insertAccount(
  deps: Pick<Deps, "clock">,
  tx: Transaction,
  { provider, providerAccountId, label }: Identity,
  userId: string,
): Promise<boolean> {
  const account = { userId, type: "oauth", provider, providerAccountId, label, createdAt: deps.clock.now() };
  const { count } = await tx.account.createMany({ data: [account], skipDuplicates: true });
  return count === 1;
}

async function tellOwner(
  deps: Pick<Deps, "clock" | "sealer" | "appUrl" | "trace">,
  tx: Transaction,
  identity: Identity,
  { id, email }: { id: string; email: string },
): Promise<void> {
  const mail = methodLinkedMail({ appUrl: deps.appUrl, provider: identity.providerName, changedAt: deps.clock.now() });
  await enqueueMail(deps, tx, { kind: "method-linked", to: email, ...mail });
  const details = { provider: identity.provider };
  await recordEvent(deps, tx, { name: "identity.linked", actorId: id, subjectId: id, details });
}
