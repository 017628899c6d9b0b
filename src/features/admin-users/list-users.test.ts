import { describe, expect, it } from "vitest";
import type { PageCursor } from "@/core/page-cursor";
import type { AdminViewer, ModeratorViewer, RecentViewer, Viewer } from "@/core/viewer";
import type { SessionKind } from "@/platform/prisma/enums";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { listUsers } from "./list-users";

const admin = {} as AdminViewer;

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
    const { users, next } = await listUsers(deps, admin, { after: null });
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
    const { users } = await listUsers(deps, admin, { after: null });
    expect(users.map(({ liveSessions }) => liveSessions)).toEqual([2]);
  });

  it("counts no session of a person who is suspended or not confirmed", async () => {
    const deps = createTestDeps();
    const suspended = await createUser(deps);
    await deps.db.user.update({ where: { id: suspended.id }, data: { suspendedAt: deps.clock.now() } });
    const unconfirmed = await createUser(deps, { isVerified: false });
    for (const { id } of [suspended, unconfirmed]) await openSession(deps, id);
    const { users } = await listUsers(deps, admin, { after: null });
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
    let after: PageCursor | null = null;
    do {
      const page: Awaited<ReturnType<typeof listUsers>> = await listUsers(deps, admin, { after });
      seen.push(...page.users.map(({ email }) => email));
      sizes.push(page.users.length);
      after = page.next;
      await createUser(deps);
    } while (after);
    expect(sizes).toEqual([25, 25, 10]);
    expect(new Set(seen).size).toBe(60);
    expect(seen.slice(0, 20).every((email) => Number(/\d+/.exec(email)?.[0]) >= 40)).toBe(true);
  });

  it("cannot be asked for without an administrator's brand", () => {
    const someone = {} as Viewer;
    const calls = [
      // @ts-expect-error A viewer whose role nobody looked at.
      () => listUsers(createTestDeps(), someone, { after: null }),
      // @ts-expect-error A moderator is no administrator.
      () => listUsers(createTestDeps(), {} as ModeratorViewer, { after: null }),
      // @ts-expect-error A fresh proof is no role.
      () => listUsers(createTestDeps(), {} as RecentViewer, { after: null }),
      // @ts-expect-error What only looks like an administrator carries no brand.
      () => listUsers(createTestDeps(), { ...plainPerson, role: "ADMIN" }, { after: null }),
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
