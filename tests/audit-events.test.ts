import { beforeEach, describe, expect, it } from "vitest";
import { createResetToken } from "@/core/create-reset-token";
import { emailSchema } from "@/core/email";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
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
import { rowsBesideTheLog } from "./support/all-rows";
import { createTestDeps, testDevice, testEntry, testTrace, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { mailsTo } from "./support/mailbox";
import { newViewer } from "./support/viewer";

const email = emailSchema.parse("ada@example.com");
const password = "a violet umbrella in may";
const client = "192.0.2.1";
const browserSecret = "own-browser".padEnd(43, "x");

type Change = {
  /** By whom it must say that it was done; null for somebody who is not signed in. */
  by: "owner" | "administrator" | null;
  /** Puts everything in place and answers whose account it is, and how to change it. */
  prepare: (deps: TestDeps) => Promise<{ subjectId?: string; actorId?: string; act: () => Promise<unknown> }>;
};

const google = toIdentity(
  { provider: "google", providerName: "Google" },
  { subject: "1001", email, emailVerified: true, name: "Ada" },
);
if (!google) throw new Error("no identity");
const identity = google;

async function owner(deps: TestDeps, fields: { password?: string | null; isVerified?: boolean } = {}) {
  const user = await createUser(deps, { email, password, ...fields });
  const viewer = user.isVerified ? await newViewer(deps, user.id) : null;
  return { user, subjectId: user.id, viewer: viewer as RecentViewer };
}

/** An administrator with one more besides, and the account of another. */
async function adminAndOwner(deps: TestDeps) {
  const { subjectId } = await owner(deps);
  await createUser(deps, { role: "ADMIN" });
  const { id } = await createUser(deps, { role: "ADMIN" });
  const admin = (await newViewer(deps, id)) as AdminViewer & RecentViewer;
  return { subjectId, actorId: id, admin };
}

const signUp = (deps: TestDeps) =>
  signup(deps, signupSchema.parse({ name: "Ada", email, password }), { client, browserSecret });
const credentials = credentialsSchema.parse({ email, password });

const changes: Partial<Record<AuditName, Change>> = {
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
const moreWays: [AuditName, string, Change][] = [
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

const ways: [string, AuditName, Change][] = [
  ...Object.entries(changes).map(([name, change]): [string, AuditName, Change] => [name, name as AuditName, change]),
  ...moreWays.map(([name, way, change]): [string, AuditName, Change] => [`${name} ${way}`, name, change]),
];

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

describe("a change", () => {
  it.each(ways)("%s leaves its event: whose account, by whom, from where", async (_, name, { by, prepare }) => {
    const { subjectId, actorId, act } = await prepare(deps);
    const before = await deps.db.auditEvent.count();
    await act();
    const events = await deps.db.auditEvent.findMany({ orderBy: { number: "asc" }, skip: before });
    const subject = subjectId ?? (await deps.db.user.findUniqueOrThrow({ where: { email } })).id;
    const who = { owner: subject, administrator: actorId, none: null }[by ?? "none"];
    expect(events.filter((event) => event.name === name)).toEqual([
      expect.objectContaining({ result: "OK", subjectId: subject, actorId: who, ...testTrace }),
    ]);
  });

  it.each(ways)("%s does not happen where its event cannot be written", async (_, _name, { prepare }) => {
    const { act } = await prepare(deps);
    const before = await rowsBesideTheLog(deps);
    await deps.db
      .$executeRaw`CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the log is full'; END $$`;
    await deps.db
      .$executeRaw`CREATE TRIGGER refuse_event BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION refuse_event()`;
    try {
      await expect(act()).rejects.toThrow(/the log is full/);
    } finally {
      await deps.db.$executeRaw`DROP FUNCTION refuse_event CASCADE`;
    }
    expect(await rowsBesideTheLog(deps)).toEqual(before);
  });
});
