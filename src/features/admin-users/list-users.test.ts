import { describe, expect, it } from "vitest";
import type { AdminViewer, ModeratorViewer, RecentViewer, Viewer } from "@/core/viewer";
import type { SessionKind } from "@/platform/prisma/enums";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { listUsers } from "./list-users";
import { formatListCursor, listQuerySchema, type ListCursor, type ListQuery } from "./schema";

const admin = {} as AdminViewer;

function asked(query: Record<string, unknown> = {}): ListQuery {
  return listQuerySchema.parse(query);
}

type SessionFields = { kind?: SessionKind; endsInHours?: number; idleMinutes?: number };

async function openSession(
  deps: TestDeps,
  userId: string,
  { kind = "BROWSER", endsInHours = 1, idleMinutes = 0 }: SessionFields = {},
): Promise<void> {
  const now = deps.clock.now().getTime();
  await deps.db.session.create({
    data: {
      userId,
      kind,
      sessionToken: deps.random.secret(),
      createdAt: new Date(now - 86_400_000),
      lastSeenAt: new Date(now - idleMinutes * 60_000),
      expires: new Date(now + endsInHours * 3_600_000),
    },
  });
}

describe("the list of accounts", () => {
  it("tells role, state and live sessions, and nothing that opens an account", async () => {
    const deps = createTestDeps();
    const user = await createUser(deps, { name: "Grace", role: "MODERATOR" });
    await openSession(deps, user.id);
    const { users, next } = await listUsers(deps, admin, asked());
    expect(users).toEqual([
      {
        id: user.id,
        name: "Grace",
        email: user.email,
        role: "MODERATOR",
        isVerified: true,
        isSuspended: false,
        createdAt: user.createdAt,
        liveSessions: 1,
      },
    ]);
    expect(next).toBeNull();
  });

  it("counts browsers and apps whose session has neither expired nor been left unused", async () => {
    const deps = createTestDeps({ sessionIdleMinutes: 60 });
    const user = await createUser(deps);
    await openSession(deps, user.id);
    await openSession(deps, user.id, { kind: "APP" });
    await openSession(deps, user.id, { kind: "TOKEN" });
    await openSession(deps, user.id, { endsInHours: -1 });
    await openSession(deps, user.id, { idleMinutes: 61 });
    const { users } = await listUsers(deps, admin, asked());
    expect(users.map(({ liveSessions }) => liveSessions)).toEqual([2]);
  });

  it("counts no session of a person who is suspended or not confirmed", async () => {
    const deps = createTestDeps();
    const suspended = await createUser(deps);
    await deps.db.user.update({ where: { id: suspended.id }, data: { suspendedAt: deps.clock.now() } });
    const unconfirmed = await createUser(deps, { isVerified: false });
    for (const { id } of [suspended, unconfirmed]) await openSession(deps, id);
    const { users } = await listUsers(deps, admin, asked());
    expect(users.map(({ liveSessions }) => liveSessions)).toEqual([0, 0]);
    expect(users.find(({ id }) => id === suspended.id)?.isSuspended).toBe(true);
  });

  it("shows everybody once, newest first, also those who came at the same moment and while others come", async () => {
    const deps = createTestDeps();
    const start = deps.clock.now().getTime();
    await deps.db.user.createMany({
      data: Array.from({ length: 60 }, (_, index) => ({
        name: `Person ${index}`,
        email: `person-${index}@example.com`,
        createdAt: new Date(start + Math.floor(index / 40)),
      })),
    });
    const seen: string[] = [];
    const sizes: number[] = [];
    let after: ListCursor | null = null;
    do {
      const page: Awaited<ReturnType<typeof listUsers>> = await listUsers(deps, admin, { ...asked(), after });
      seen.push(...page.users.map(({ email }) => email));
      sizes.push(page.users.length);
      after = page.next;
      await createUser(deps);
    } while (after);
    expect(sizes).toEqual([25, 25, 10]);
    expect(new Set(seen).size).toBe(60);
    expect(seen.slice(0, 20).every((email) => Number(/\d+/.exec(email)?.[0]) >= 40)).toBe(true);
  });

  const people = async (deps: TestDeps) => {
    await createUser(deps, { name: "Grace Hopper", email: "grace@navy.example", role: "ADMIN" });
    await createUser(deps, { name: "Ada O'Lovelace", email: "countess@example.com", role: "MODERATOR" });
    const edsger = await createUser(deps, {
      name: "édsger Dijkstra",
      email: "goto.harmful@example.com",
      password: null,
    });
    await deps.db.account.create({
      data: { userId: edsger.id, type: "oauth", provider: "github", providerAccountId: "1" },
    });
    await createUser(deps, { name: "Zed 100%", email: "zed_1@example.com", isVerified: false });
    const sus = await createUser(deps, { name: "Suse", email: "suse@example.com" });
    await deps.db.user.update({ where: { id: sus.id }, data: { suspendedAt: deps.clock.now() } });
  };
  const firstNames = async (deps: TestDeps, query: Record<string, unknown>) =>
    (await listUsers(deps, admin, asked({ sort: "email", ...query }))).users.map(({ name }) => name.split(" ")[0]);

  it.each([
    [{ q: "hop" }, ["Grace"]],
    [{ q: "lovelace ada" }, ["Ada"]],
    [{ q: "LOVE" }, ["Ada"]],
    [{ q: "harmful" }, ["édsger"]],
    [{ q: "ÉDS" }, ["édsger"]],
    [{ q: "GRACE@navy" }, ["Grace"]],
    [{ q: "zed_1@" }, ["Zed"]],
    [{ q: "zed 1" }, ["Zed"]],
    [{ q: "opper" }, []],
    [{ q: "%" }, []],
    [{ q: "_@" }, []],
    [{ q: "%@%" }, []],
    [{ q: "' OR true --" }, []],
    [{ q: "a\u0000b:*|!&\\" }, []],
    [{ role: "ADMIN" }, ["Grace"]],
    [{ role: "ROOT" }, ["Ada", "édsger", "Grace", "Suse", "Zed"]],
    [{ state: "suspended" }, ["Suse"]],
    [{ state: "unconfirmed" }, ["Zed"]],
    [{ state: "confirmed", role: "MODERATOR" }, ["Ada"]],
    [{ method: "github" }, ["édsger"]],
    [{ method: "password", q: "e" }, []],
    [{ method: "password", q: "s" }, ["Suse"]],
    [{ sort: "name", role: "USER" }, ["Suse", "Zed", "édsger"]],
  ])("finds by %j %j", async (query, expected) => {
    const deps = createTestDeps();
    await people(deps);
    const found = await firstNames(deps, query);
    expect("sort" in query ? new Set(found) : found).toEqual("sort" in query ? new Set(expected) : expected);
  });

  it.each(["newest", "oldest", "name", "email"])(
    "shows everybody once, sorted by %s, also those alike",
    async (sort) => {
      const deps = createTestDeps();
      await deps.db.user.createMany({
        data: Array.from({ length: 23 }, (_, index) => ({
          name: `Person ${index % 3}`,
          email: `person-${index}@example.com`,
          createdAt: deps.clock.now(),
        })),
      });
      for (const q of ["", "person"]) {
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const { users, next } = await listUsers(deps, admin, asked({ sort, q, after, limit: 4 }));
          seen.push(...users.map(({ email }) => email));
          after = next ? formatListCursor(next) : undefined;
        } while (after);
        expect([seen.length, new Set(seen).size]).toEqual([23, 23]);
      }
    },
  );

  it.each([
    [{ limit: "1000000000" }, 100],
    [{ limit: "-5" }, 25],
    [{ limit: "NaN" }, 25],
    [{ limit: "1.5" }, 25],
    [{ limit: ["3", "4"] }, 25],
    [{ after: "garbage" }, 25],
    [{ after: Buffer.from(`["\\u0000","a"]`).toString("base64url"), sort: "name" }, 25],
    [{ after: Buffer.from(`["yesterday","a"]`).toString("base64url") }, 25],
    [{ after: Buffer.from(`["99999999999999","a"]`).toString("base64url") }, 25],
    [{ sort: "password; DROP TABLE" }, 25],
    [{ q: ["a", "b"], method: "'--", state: "all" }, 25],
  ])("answers %j by a page of %d", async (query, size) => {
    const deps = createTestDeps();
    await deps.db.user.createMany({
      data: Array.from({ length: 120 }, (_, index) => ({ name: "P", email: `p${index}@example.com` })),
    });
    const { users } = await listUsers(deps, admin, asked(query));
    expect(users).toHaveLength(size);
  });

  it("sorts a thousand finds of a search at most, and says where there were more", async () => {
    const deps = createTestDeps();
    await deps.db.user.createMany({
      data: Array.from({ length: 1005 }, (_, index) => ({ name: "Many", email: `p${index}@example.com` })),
    });
    expect(await listUsers(deps, admin, asked({ q: "many", limit: 100 }))).toMatchObject({ isCut: true });
    expect(await listUsers(deps, admin, asked({ q: "p1004" }))).toMatchObject({
      isCut: false,
      users: [{ name: "Many" }],
    });
  });

  it("cannot be asked for without an administrator's brand", () => {
    const someone = {} as Viewer;
    const calls = [
      // @ts-expect-error A viewer whose role nobody looked at.
      () => listUsers(createTestDeps(), someone, asked()),
      // @ts-expect-error A moderator is no administrator.
      () => listUsers(createTestDeps(), {} as ModeratorViewer, asked()),
      // @ts-expect-error A fresh proof is no role.
      () => listUsers(createTestDeps(), {} as RecentViewer, asked()),
      // @ts-expect-error What only looks like an administrator carries no brand.
      () => listUsers(createTestDeps(), { ...plainPerson, role: "ADMIN" }, asked()),
    ];
    expect(calls).toHaveLength(4);
  });
});

const plainPerson = {
  id: "1",
  sessionId: "1",
  sessionKind: "BROWSER" as const,
  name: "Ada",
  email: "ada@example.com",
  provenAt: null,
};
