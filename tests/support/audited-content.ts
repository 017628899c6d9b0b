import type { ModeratorViewer, RecentViewer } from "@/core/viewer";
import { exportEvents } from "@/features/admin-audit/export-events";
import { readAuditFilter } from "@/features/admin-audit/schema";
import { resendMail } from "@/features/admin-outbox/resend-mail";
import { reviveRecipient } from "@/features/admin-outbox/revive-recipient";
import { removePost } from "@/features/admin-posts/remove-post";
import { grantAdmin } from "@/features/admin-users/grant-admin";
import { unlockUser } from "@/features/admin-users/unlock-user";
import type { AuditName } from "@/features/audit-log/catalogue";
import { retryOwnAddress } from "@/features/mail-address/retry-own-address";
import { markAddressDead } from "@/features/outbox/dead-addresses";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { createPost } from "@/features/posts/create-post";
import { publishPost } from "@/features/posts/publish-post";
import { savePost } from "@/features/posts/save-post";
import { releasePost, withholdPost } from "@/features/posts/withhold-post";
import { saveProfile } from "@/features/profile/save-profile";
import { profileSchema } from "@/features/profile/schema";
import { rotateRefreshToken } from "@/features/refresh-tokens/rotate-refresh-token";
import { signinApp } from "@/features/signin/signin";
import { takeGuess } from "@/features/signin/password-guesses";
import { tellOwnersOfGuesses } from "@/features/unlock/tell-owners-of-guesses";
import { unlockDevice } from "@/features/unlock/unlock-device";
import { adminAndOwner, email, owner, password, type Change } from "./audited-change";
import { testDevice, type TestDeps } from "./deps";
import { createUser } from "./factories";
import { mailsTo } from "./mailbox";
import { newViewer } from "./viewer";

const client = "192.0.2.1";
const text = { title: "On keys", content: "The text." };

/** A post of the owner's, and a moderator besides. */
async function ownerAndPost(deps: TestDeps) {
  const { subjectId, viewer } = await owner(deps);
  const created = await createPost(deps, viewer, text);
  if (!created.ok) throw new Error("no post");
  const { id } = await createUser(deps, { role: "MODERATOR" });
  const moderator = (await newViewer(deps, id)) as RecentViewer & ModeratorViewer;
  return { subjectId, viewer, moderator, postId: created.postId };
}

async function publishedPost(deps: TestDeps) {
  const prepared = await ownerAndPost(deps);
  await publishPost(deps, prepared.viewer, prepared);
  return prepared;
}

async function withheldPost(deps: TestDeps) {
  const prepared = await publishedPost(deps);
  await withholdPost(deps, prepared.moderator, { postId: prepared.postId, reason: "It names a person." });
  return prepared;
}

/** A mail that was given up, to an address that takes none where `isDead`. */
async function adminAndMail(deps: TestDeps, { isDead }: { isDead: boolean }) {
  const { actorId, admin } = await adminAndOwner(deps);
  const content = { kind: "reset-link", to: email, subject: "A link", text: "A link", html: "A link" };
  const written = await deps.db.$transaction((tx) => enqueueMail(deps, tx, content));
  const mailId = written.ok ? written.id : "";
  const settledAt = deps.clock.now();
  await deps.db.outboxMail.update({
    where: { id: mailId },
    data: { status: "DEAD", settledAt, lastError: "rejected" },
  });
  if (isDead) await killAddress(deps);
  return { subjectId: null, actorId, admin, mailId };
}

async function killAddress(deps: TestDeps): Promise<void> {
  const death = { email, state: "BOUNCED", reason: "refused", at: deps.clock.now() } as const;
  await deps.db.$transaction((tx) => markAddressDead(tx, death));
}

const profile = (fields: Record<string, string>) => profileSchema.parse({ name: "Ada", bio: "", age: "", ...fields });

/** Each change of what people write, of mails, and of an account from aside, and how it comes about. */
export const contentChanges: Partial<Record<AuditName, Change>> = {
  "account.address_retried": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      await killAddress(deps);
      return { subjectId, act: () => retryOwnAddress(deps, viewer) };
    },
  },
  "session.device_known": {
    by: null,
    prepare: async (deps) => {
      const { subjectId } = await owner(deps);
      for (let guess = 0; guess < 10; guess++) await takeGuess(deps, { email });
      await tellOwnersOfGuesses(deps);
      const [{ token = "" } = {}] = await mailsTo(deps, email);
      return { subjectId, act: () => unlockDevice(deps, { token }, { client }) };
    },
  },
  "token.family_revoked": {
    by: null,
    prepare: async (deps) => {
      const { subjectId } = await owner(deps);
      const app = await signinApp(deps, { email, password }, { client, device: testDevice });
      const refreshToken = app.ok ? app.refreshToken : "";
      await rotateRefreshToken(deps, { refreshToken });
      deps.clock.advance({ minutes: 5 });
      return { subjectId, act: () => rotateRefreshToken(deps, { refreshToken }) };
    },
  },
  "profile.changed": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      return { subjectId, act: () => saveProfile(deps, viewer, profile({ bio: "Another text" })) };
    },
  },
  "profile.published": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      return { subjectId, act: () => saveProfile(deps, viewer, profile({ isPublic: "on" })) };
    },
  },
  "post.created": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      return { subjectId, act: () => createPost(deps, viewer, text) };
    },
  },
  "post.changed": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer, postId } = await ownerAndPost(deps);
      return { subjectId, act: () => savePost(deps, viewer, { postId, version: 1, ...text, title: "Another" }) };
    },
  },
  "post.published": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer, postId } = await ownerAndPost(deps);
      return { subjectId, act: () => publishPost(deps, viewer, { postId }) };
    },
  },
  "post.unpublished": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, moderator, postId } = await publishedPost(deps);
      const act = () => withholdPost(deps, moderator, { postId, reason: "It names a person." });
      return { subjectId, actorId: moderator.id, act };
    },
  },
  "post.released": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, moderator, postId } = await withheldPost(deps);
      return { subjectId, actorId: moderator.id, act: () => releasePost(deps, moderator, { postId }) };
    },
  },
  "post.deleted": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      const { id: postId } = await deps.db.post.create({ data: { title: "On keys", authorId: subjectId } });
      return { subjectId, actorId, act: () => removePost(deps, admin, { postId }) };
    },
  },
  "user.unlocked": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      await takeGuess(deps, { email });
      return { subjectId, actorId, act: () => unlockUser(deps, admin, { userId: subjectId }) };
    },
  },
  "admin.granted": {
    by: null,
    prepare: async (deps) => {
      const { subjectId } = await owner(deps);
      return { subjectId, act: () => grantAdmin(deps, { email }) };
    },
  },
  "mail.resent": {
    by: "administrator",
    prepare: async (deps) => {
      const { admin, mailId, ...who } = await adminAndMail(deps, { isDead: false });
      return { ...who, act: () => resendMail(deps, admin, { mailId }) };
    },
  },
  "mail.recipient_revived": {
    by: "administrator",
    prepare: async (deps) => {
      const { admin, mailId, ...who } = await adminAndMail(deps, { isDead: true });
      return { ...who, act: () => reviveRecipient(deps, admin, { mailId }) };
    },
  },
  "audit.exported": {
    by: "administrator",
    prepare: async (deps) => {
      const { actorId, admin } = await adminAndOwner(deps);
      const { filter } = readAuditFilter({});
      return { subjectId: actorId, actorId, act: () => exportEvents(deps, admin, { filter, format: "csv" }) };
    },
  },
};
