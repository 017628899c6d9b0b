import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer, ModeratorViewer, RecentViewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { deliverDueMail } from "../outbox/deliver-due-mail";
import { takeGuess } from "../signin/password-guesses";
import { changeRole } from "./change-role";
import { deleteUser } from "./delete-user";
import { endUserSessions } from "./end-user-sessions";
import { resendUserVerification, startUserReset } from "./mail-user";
import { restoreUser, suspendUser } from "./suspend-user";
import { unlockUser } from "./unlock-user";

type Admin = AdminViewer & RecentViewer;

let deps: TestDeps;
let admin: Admin;

beforeEach(async () => {
  deps = createTestDeps();
  admin = await newAdmin();
});

async function newAdmin(fields: { isVerified?: boolean } = {}): Promise<Admin> {
  const user = await createUser(deps, { role: "ADMIN" });
  const viewer = (await newViewer(deps, user.id)) as Admin;
  if (fields.isVerified === false) await deps.db.user.update({ where: { id: user.id }, data: fields });
  return viewer;
}

const roleOf = async (id: string) => (await deps.db.user.findUniqueOrThrow({ where: { id } })).role;
const sessionsOf = async (userId: string) => await deps.db.session.count({ where: { userId } });
const kindsOfMail = async (recipient: string) =>
  (await deps.db.outboxMail.findMany({ where: { recipient } })).map(({ kind }) => kind);
const eventsOf = async (subjectId: string) =>
  (await deps.db.auditEvent.findMany({ where: { subjectId, actorId: admin.id } })).map(({ name, details }) => [
    name,
    details,
  ]);

describe("what an administrator does to an account", () => {
  it("changes the role, ends every session, tells the person and is recorded", async () => {
    const { id, email } = await createUser(deps);
    await newViewer(deps, id);
    expect(await changeRole(deps, admin, { userId: id, role: "MODERATOR" })).toEqual({ ok: true });
    expect([await roleOf(id), await sessionsOf(id)]).toEqual(["MODERATOR", 0]);
    expect(await kindsOfMail(email)).toEqual(["role-changed"]);
    expect(await eventsOf(id)).toEqual([["user.role_changed", { from: "USER", to: "MODERATOR" }]]);
    expect(await changeRole(deps, admin, { userId: id, role: "MODERATOR" })).toEqual({ ok: false, reason: "changed" });
  });

  it("suspends, ends every session, tells the person, and restores", async () => {
    const { id, email } = await createUser(deps);
    await newViewer(deps, id);
    expect(await suspendUser(deps, admin, { userId: id })).toEqual({ ok: true });
    expect([await sessionsOf(id), await kindsOfMail(email)]).toEqual([0, ["account-suspended"]]);
    expect(await suspendUser(deps, admin, { userId: id })).toMatchObject({ reason: "changed" });
    expect(await restoreUser(deps, admin, { userId: id })).toEqual({ ok: true });
    expect(await restoreUser(deps, admin, { userId: id })).toMatchObject({ reason: "changed" });
    expect((await eventsOf(id)).map(([name]) => name)).toEqual(["user.suspended", "user.restored"]);
  });

  it("ends all sessions, and says when there were none", async () => {
    const { id } = await createUser(deps);
    await newViewer(deps, id);
    await newViewer(deps, id);
    expect(await endUserSessions(deps, admin, { userId: id })).toEqual({ ok: true });
    expect(await eventsOf(id)).toEqual([["session.ended", { method: "admin", sessions: 2 }]]);
    expect(await endUserSessions(deps, admin, { userId: id })).toMatchObject({ reason: "changed" });
  });

  it("clears the wrong guesses", async () => {
    const { id, email } = await createUser(deps);
    await takeGuess(deps, { email });
    expect(await deps.db.passwordGuesses.count()).toBe(1);
    expect(await unlockUser(deps, admin, { userId: id })).toEqual({ ok: true });
    expect(await deps.db.passwordGuesses.count()).toBe(0);
    expect(await eventsOf(id)).toEqual([["user.unlocked", {}]]);
  });

  it("mails a reset link that the administrator never sees, five an hour, and none to who is suspended or unconfirmed", async () => {
    const { id, email } = await createUser(deps);
    const answers = [];
    for (let round = 0; round < 6; round++) answers.push(await startUserReset(deps, admin, { userId: id }));
    expect(answers).toEqual([...Array<object>(5).fill({ ok: true }), { ok: false, reason: "capped" }]);
    expect(await deps.db.oneTimeToken.count({ where: { userId: id } })).toBe(5);
    expect((await eventsOf(id)).map(([name]) => name)).toEqual(Array(5).fill("password.reset_mailed"));
    await deliverDueMail(deps, { limit: 1 });
    const [mail] = deps.delivered.values();
    expect([mail?.to, mail?.text]).toEqual([email, expect.stringContaining("/reset-password?token=")]);
    const unconfirmed = await createUser(deps, { isVerified: false });
    await suspendUser(deps, admin, { userId: id });
    for (const userId of [id, unconfirmed.id])
      expect(await startUserReset(deps, admin, { userId })).toMatchObject({ reason: "changed" });
  });

  it("mails a verification link to who is not confirmed alone, five an hour", async () => {
    const { id, email } = await createUser(deps, { isVerified: false });
    const answers = [];
    for (let round = 0; round < 6; round++) answers.push(await resendUserVerification(deps, admin, { userId: id }));
    expect(answers).toEqual([...Array<object>(5).fill({ ok: true }), { ok: false, reason: "capped" }]);
    expect(await kindsOfMail(email)).toEqual(Array(5).fill("verification-link"));
    const confirmed = await createUser(deps);
    expect(await resendUserVerification(deps, admin, { userId: confirmed.id })).toMatchObject({ reason: "changed" });
  });

  it("deletes all of an account, so that neither its id nor its address stands in any table but the audit log", async () => {
    const { id, email } = await createUser(deps, { isVerified: false });
    await resendUserVerification(deps, admin, { userId: id });
    await deps.db.user.update({ where: { id }, data: { isVerified: true } });
    await newViewer(deps, id);
    await deps.db.profile.create({ data: { userId: id, bio: "a life" } });
    await deps.db.post.create({ data: { authorId: id, title: "One" } });
    await deps.db.account.create({ data: { userId: id, type: "oauth", provider: "google", providerAccountId: "7" } });
    await startUserReset(deps, admin, { userId: id });
    await takeGuess(deps, { email });
    expect((await tablesWith(id, email)).sort()).toEqual(
      expect.arrayContaining(["Account", "AuditEvent", "OneTimeToken", "OutboxMail", "Post", "Profile", "Session"]),
    );
    expect(await deleteUser(deps, admin, { userId: id })).toEqual({ ok: true });
    expect(await tablesWith(id, email)).toEqual(["AuditEvent"]);
    expect([await deps.db.passwordGuesses.count(), (await eventsOf(id)).at(-1)]).toEqual([
      0,
      ["user.deleted", { posts: 1 }],
    ]);
  });

  it("is whole or not at all", async () => {
    const { id } = await createUser(deps);
    await newViewer(deps, id);
    const breaking = { ...deps, trace: () => ({ requestId: "a\0b", place: null, agent: null }) };
    await expect(deleteUser(breaking, admin, { userId: id })).rejects.toThrow();
    await expect(suspendUser(breaking, admin, { userId: id })).rejects.toThrow();
    expect([
      await sessionsOf(id),
      await deps.db.auditEvent.count({ where: { subjectId: id, actorId: admin.id } }),
    ]).toEqual([1, 0]);
  });

  async function tablesWith(id: string, email: string): Promise<string[]> {
    const tables = await deps.db.$queryRaw<{ name: string }[]>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await deps.db.$queryRawUnsafe<unknown[]>(
        `SELECT 1 FROM "${name}" AS row WHERE row::text LIKE $1 OR row::text LIKE $2`,
        `%${id}%`,
        `%${email}%`,
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }
});

describe("who may not", () => {
  const acts = {
    changeRole: (by: Admin, userId: string) => changeRole(deps, by, { userId, role: "USER" }),
    suspendUser: (by: Admin, userId: string) => suspendUser(deps, by, { userId }),
    restoreUser: (by: Admin, userId: string) => restoreUser(deps, by, { userId }),
    endUserSessions: (by: Admin, userId: string) => endUserSessions(deps, by, { userId }),
    unlockUser: (by: Admin, userId: string) => unlockUser(deps, by, { userId }),
    startUserReset: (by: Admin, userId: string) => startUserReset(deps, by, { userId }),
    resendUserVerification: (by: Admin, userId: string) => resendUserVerification(deps, by, { userId }),
    deleteUser: (by: Admin, userId: string) => deleteUser(deps, by, { userId }),
  };
  const names = Object.keys(acts) as (keyof typeof acts)[];

  it.each(names)(
    "refuses %s to an administrator who is none any more, whose session ended, or is suspended",
    async (name) => {
      const { id } = await createUser(deps, { role: "MODERATOR" });
      const demoted = await newAdmin();
      await deps.db.user.update({ where: { id: demoted.id }, data: { role: "MODERATOR" } });
      const signedOut = await newAdmin();
      await deps.db.session.deleteMany({ where: { userId: signedOut.id } });
      const suspended = await newAdmin();
      await deps.db.user.update({ where: { id: suspended.id }, data: { suspendedAt: deps.clock.now() } });
      for (const by of [demoted, signedOut, suspended])
        expect(await acts[name](by, id)).toEqual({ ok: false, reason: "changed" });
      expect(await roleOf(id)).toBe("MODERATOR");
      expect(deps.refused.map((refusal) => [refusal.name, refusal.reason, refusal.subjectId])).toEqual(
        Array(3).fill(["admin.refused", "changed", id]),
      );
    },
  );

  it.each(names)("answers %s on an account that is not there", async (name) => {
    expect(await acts[name](admin, "nobody")).toEqual({ ok: false, reason: "unknown" });
  });

  it.each(["suspendUser", "deleteUser"] as const)("refuses %s on one's own account", async (name) => {
    await newAdmin();
    expect(await acts[name](admin, admin.id)).toEqual({ ok: false, reason: "own_account" });
  });

  it("lets nobody step down as the last administrator who can sign in", async () => {
    await newAdmin({ isVerified: false });
    expect(await changeRole(deps, admin, { userId: admin.id, role: "USER" })).toEqual({
      ok: false,
      reason: "last_administrator",
    });
    expect([await roleOf(admin.id), await sessionsOf(admin.id)]).toEqual(["ADMIN", 1]);
    await newAdmin();
    expect(await changeRole(deps, admin, { userId: admin.id, role: "USER" })).toEqual({ ok: true });
  });

  it("is no moderator, and nobody without a fresh proof, by the types alone", () => {
    const calls = [
      // @ts-expect-error A moderator is no administrator.
      () => deleteUser(deps, {} as ModeratorViewer & RecentViewer, { userId: "1" }),
      // @ts-expect-error An administrator without a fresh proof.
      () => changeRole(deps, {} as AdminViewer, { userId: "1", role: "USER" }),
    ];
    expect(calls).toHaveLength(2);
  });
});

describe("administrators who act on each other at once", () => {
  const acts = [
    (by: Admin, userId: string) => changeRole(deps, by, { userId, role: "USER" }),
    (by: Admin, userId: string) => suspendUser(deps, by, { userId }),
    (by: Admin, userId: string) => deleteUser(deps, by, { userId }),
  ];

  it("leave one, in 200 rounds of demotion, suspension and deletion", async () => {
    await deps.db.user.delete({ where: { id: admin.id } });
    for (let round = 0; round < 200; round++) {
      const three = [await newAdmin(), await newAdmin(), await newAdmin()] as const;
      const [ada, bob, cy] = three;
      const pairs = [
        [ada, bob],
        [bob, cy],
        [cy, ada],
        [ada, ada],
        [bob, bob],
        [cy, cy],
      ] as const;
      await Promise.all(
        pairs.map(async ([by, of], index) => {
          const act = acts[by === of ? 0 : (round + index) % 3];
          if (act) await act(by, of.id);
        }),
      );
      const active = { role: "ADMIN", isVerified: true, suspendedAt: null } as const;
      expect(await deps.db.user.count({ where: active })).toBe(1);
      await deps.db.user.deleteMany();
    }
  }, 120_000);
});
