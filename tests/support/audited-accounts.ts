import { createResetToken } from "@/core/create-reset-token";
import { changeRole } from "@/features/admin-users/change-role";
import { deleteUser } from "@/features/admin-users/delete-user";
import { restoreUser, suspendUser } from "@/features/admin-users/suspend-user";
import { createToken } from "@/features/api-tokens/create-token";
import { revokeToken } from "@/features/api-tokens/revoke-token";
import type { AuditName } from "@/features/audit-log/catalogue";
import { resendVerification } from "@/features/email-verification/resend-verification";
import { verifyEmail } from "@/features/email-verification/verify-email";
import { admitIdentity } from "@/features/linked-accounts/admit-identity";
import { toIdentity } from "@/features/linked-accounts/identity";
import { unlinkIdentity } from "@/features/linked-accounts/unlink-identity";
import { setFirstPassword } from "@/features/password-change/set-first-password";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { resetPassword } from "@/features/password-reset/reset-password";
import { endOtherSessions } from "@/features/sessions/end-other-sessions";
import { endOwnSession } from "@/features/sessions/end-own-session";
import { endSessionById } from "@/features/sessions/end-session";
import { openSessionOf } from "@/features/sessions/open-session";
import { credentialsSchema } from "@/features/signin/schema";
import { signin, signinApp } from "@/features/signin/signin";
import { signupSchema } from "@/features/signup/schema";
import { signup } from "@/features/signup/signup";
import { confirmPassword } from "@/features/step-up/confirm-password";
import { adminAndOwner, email, owner, password, type Change } from "./audited-change";
import { testDevice, testEntry, type TestDeps } from "./deps";
import { mailsTo } from "./mailbox";
import { newViewer } from "./viewer";

const client = "192.0.2.1";
const browserSecret = "own-browser".padEnd(43, "x");

const google = toIdentity(
  { provider: "google", providerName: "Google" },
  { subject: "1001", email, emailVerified: true, name: "Ada" },
);
if (!google) throw new Error("no identity");
const identity = google;

const signUp = (deps: TestDeps) =>
  signup(deps, signupSchema.parse({ name: "Ada", email, password }), { client, browserSecret });
const credentials = credentialsSchema.parse({ email, password });

/** Each change of an account, and how it comes about. */
export const accountChanges: Partial<Record<AuditName, Change>> = {
  "account.signed_up": { by: null, prepare: (deps) => Promise.resolve({ act: () => signUp(deps) }) },
  "account.signup_repeated": {
    by: null,
    prepare: async (deps) => ({ ...(await owner(deps)), act: () => signUp(deps) }),
  },
  "account.confirmed": {
    by: "owner",
    prepare: async (deps) => {
      await signUp(deps);
      const [{ token = "" } = {}] = await mailsTo(deps, email);
      const { id: subjectId } = await deps.db.user.findUniqueOrThrow({ where: { email } });
      return { subjectId, act: () => verifyEmail(deps, { token, password: "" }, { client, browserSecret }) };
    },
  },
  "account.confirmation_mailed": {
    by: null,
    prepare: async (deps) => ({
      ...(await owner(deps, { isVerified: false })),
      act: () => resendVerification(deps, { email }, { client, browserSecret: null }),
    }),
  },
  "session.opened": {
    by: "owner",
    prepare: async (deps) => ({
      ...(await owner(deps)),
      act: () => signin(deps, credentials, { client, device: testDevice }),
    }),
  },
  "session.ended": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      return { subjectId, act: () => endSessionById(deps, viewer.sessionId) };
    },
  },
  "session.proven": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      return { subjectId, act: () => confirmPassword(deps, viewer, { password }, { client, deviceTokens: [] }) };
    },
  },
  "password.reset_mailed": {
    by: null,
    prepare: async (deps) => ({
      ...(await owner(deps)),
      act: () => requestPasswordReset(deps, { email }, { client }),
    }),
  },
  "password.reset": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId } = await owner(deps);
      const token = await deps.db.$transaction((tx) => createResetToken(deps, tx, subjectId));
      return {
        subjectId,
        act: () => resetPassword(deps, { token, password: "nine slow herons over the marsh" }, { client }),
      };
    },
  },
  "password.first_set": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps, { password: null });
      return { subjectId, act: () => setFirstPassword(deps, viewer, { password }, { client }) };
    },
  },
  "token.created": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      const token = { name: "Backup", scopes: ["account:read"], lifetimeDays: 30 } as const;
      return { subjectId, act: () => createToken(deps, viewer, token) };
    },
  },
  "token.revoked": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      await createToken(deps, viewer, { name: "Backup", scopes: ["account:read"], lifetimeDays: 30 });
      const { id } = await deps.db.session.findFirstOrThrow({ where: { kind: "TOKEN" } });
      return { subjectId, act: () => revokeToken(deps, viewer, { tokenId: id }) };
    },
  },
  "identity.linked": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      const asker = { userId: subjectId, sessionId: viewer.sessionId, linking: true };
      return { subjectId, act: () => admitIdentity(deps, identity, asker) };
    },
  },
  "identity.unlinked": {
    by: "owner",
    prepare: async (deps) => {
      const { subjectId, viewer } = await owner(deps);
      await admitIdentity(deps, identity, { userId: subjectId, sessionId: viewer.sessionId, linking: true });
      const { id } = await deps.db.account.findFirstOrThrow();
      return { subjectId, act: () => unlinkIdentity(deps, viewer, { accountId: id, nameOf: () => "Google" }) };
    },
  },
  "user.role_changed": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      const act = () => changeRole(deps, admin, { userId: subjectId, role: "MODERATOR" });
      return { subjectId, actorId, act };
    },
  },
  "user.suspended": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      return { subjectId, actorId, act: () => suspendUser(deps, admin, { userId: subjectId }) };
    },
  },
  "user.restored": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      await suspendUser(deps, admin, { userId: subjectId });
      return { subjectId, actorId, act: () => restoreUser(deps, admin, { userId: subjectId }) };
    },
  },
  "user.deleted": {
    by: "administrator",
    prepare: async (deps) => {
      const { subjectId, actorId, admin } = await adminAndOwner(deps);
      return { subjectId, actorId, act: () => deleteUser(deps, admin, { userId: subjectId }) };
    },
  },
};

/** Other ways to the same events, which must leave the same. */
export const moreWays: [AuditName, string, Change][] = [
  [
    "session.opened",
    "by an app",
    {
      by: "owner",
      prepare: async (deps) => ({
        ...(await owner(deps)),
        act: () => signinApp(deps, credentials, { client, device: testDevice }),
      }),
    },
  ],
  [
    "session.opened",
    "by a provider",
    {
      by: "owner",
      prepare: async (deps) => {
        const { subjectId } = await owner(deps);
        return { subjectId, act: () => openSessionOf(deps, subjectId, testEntry) };
      },
    },
  ],
  [
    "account.signed_up",
    "by a provider",
    { by: "owner", prepare: (deps) => Promise.resolve({ act: () => admitIdentity(deps, identity, null) }) },
  ],
  [
    "session.ended",
    "from the list of sessions",
    {
      by: "owner",
      prepare: async (deps) => {
        const { subjectId, viewer } = await owner(deps);
        const other = await newViewer(deps, subjectId);
        return { subjectId, act: () => endOwnSession(deps, viewer, { sessionId: other.sessionId }) };
      },
    },
  ],
  [
    "session.ended",
    "all others at once",
    {
      by: "owner",
      prepare: async (deps) => {
        const { subjectId, viewer } = await owner(deps);
        await newViewer(deps, subjectId);
        return { subjectId, act: () => endOtherSessions(deps, viewer) };
      },
    },
  ],
];
