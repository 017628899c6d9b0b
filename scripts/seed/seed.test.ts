import { spawn } from "node:child_process";
import path from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import type { AdminViewer } from "@/core/viewer";
import { listPosts } from "@/features/admin-posts/list-posts";
import { postStates } from "@/features/admin-posts/schema";
import { auditCatalogue } from "@/features/audit-log/catalogue";
import { verifyChain } from "@/features/audit-log/verify-chain";
import { imageSizes } from "@/features/images/policy";
import { readImage } from "@/features/images/read-image";
import { signinSchema } from "@/features/signin/schema";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { newViewer } from "../../tests/support/viewer";
import { whyNot } from "./command";
import { createDice } from "./dice";
import { fillDatabase } from "./fill";
import { inventHistory } from "./history";
import { cast, demoDomain, demoPassword, hindrance, inventPeople, personas } from "./people";
import { inventPosts } from "./writings";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

async function countRows() {
  const { db } = deps;
  return {
    users: await db.user.count(),
    accounts: await db.account.count(),
    profiles: await db.profile.count(),
    sessions: await db.session.count(),
    posts: await db.post.count(),
    mails: await db.outboxMail.count(),
    events: await db.auditEvent.count(),
    tallied: (await db.auditTally.aggregate({ _sum: { count: true } }))._sum.count,
  };
}

describe("the demo data", () => {
  it("is the same on every run, and a second run, also at the same moment, changes nothing", async () => {
    const filled = await Promise.all([fillDatabase(deps), fillDatabase(deps)]);
    expect(filled).toContain("there already");
    expect(filled).toContainEqual({ people: 307, events: 2811, posts: 120 });
    const rows = await countRows();
    expect(rows).toMatchObject({ users: 307, posts: 120, events: 2811 });
    expect(await fillDatabase(deps)).toBe("there already");
    expect(await countRows()).toEqual(rows);
  });

  it("leaves those alone who are there, and lets the personas in by the password that is printed", async () => {
    const ada = await createUser(deps);
    await fillDatabase(deps);
    expect(await deps.db.user.findUnique({ where: { id: ada.id } })).toEqual(ada);
    const playable = personas.filter((person) => hindrance(person) === null);
    expect(playable.map(({ role }) => role)).toEqual(["ADMIN", "MODERATOR", "USER", "USER"]);
    for (const { email, role } of playable) {
      const user = await deps.db.user.findUniqueOrThrow({ where: { email } });
      expect([user.role, user.isVerified]).toEqual([role, true]);
      expect(await deps.hasher.verify(demoPassword, user.password)).toMatchObject({ matches: true });
      expect(signinSchema.safeParse({ email, password: demoPassword }).success).toBe(true);
    }
  });

  it("has who is not confirmed, who is suspended and who has no password, posts in every state, and pictures in all sizes", async () => {
    await fillDatabase(deps);
    const find = ({ id }: { id: string }) =>
      deps.db.user.findUniqueOrThrow({ where: { id }, include: { accounts: true, sessions: true } });
    expect(await find(cast.unconfirmed)).toMatchObject({ isVerified: false, sessions: [] });
    expect(await find(cast.suspended)).toMatchObject({ suspendedAt: expect.any(Date) as Date, sessions: [] });
    expect(await find(cast.provided)).toMatchObject({ password: null, accounts: [{ provider: "github" }] });
    const query = { q: "", author: "", sort: "changed", limit: 100, after: null } as const;
    const states = postStates.map(async (state) => {
      const { posts } = await listPosts(deps, {} as AdminViewer, { ...query, state });
      return posts.length;
    });
    const [published = 0, drafts = 0, withheld = 0] = await Promise.all(states);
    expect([published > 80, drafts > 10, withheld > 1]).toEqual([true, true, true]);
    const covered = await deps.db.post.findMany({ where: { coverImage: { not: null } } });
    expect(covered).toHaveLength(80);
    for (const { authorId, coverImage } of covered.slice(0, 5)) {
      const author = await newViewer(deps, authorId);
      const imageId = coverImage?.split("/").at(-1) ?? "";
      for (const { width } of imageSizes.COVER) {
        const bytes = await readImage(deps, author, { imageId, size: width });
        expect(await sharp(bytes ?? new Uint8Array()).metadata()).toMatchObject({ format: "webp", width });
      }
    }
    expect(await deps.db.profile.count({ where: { avatarUrl: { not: null }, isPublic: true } })).toBeGreaterThan(10);
  });

  it("has a history in the order of time, sealed and counted, of which nothing lies ahead and no mail waits", async () => {
    await fillDatabase(deps);
    const events = await deps.db.auditEvent.findMany({ orderBy: { number: "asc" } });
    const times = events.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(deps.clock.now().getTime());
    expect(times[0]).toBeGreaterThan(deps.clock.now().getTime() - 61 * 86_400_000);
    expect((await countRows()).tallied).toBe(events.reduce((sum, { count }) => sum + count, 0));
    expect(await verifyChain(deps)).toMatchObject({ events: 2811, unsealed: 0, faults: [] });
    expect(await deps.db.outboxMail.count({ where: { status: "WAITING" } })).toBe(0);
    const live = await deps.db.session.findMany();
    expect(live.length).toBeGreaterThan(50);
    expect(live.every(({ expires }) => expires > deps.clock.now())).toBe(true);
  });

  it("holds events of the catalogue alone, and addresses that reach nobody", () => {
    const dice = createDice(1);
    const people = [...personas, ...inventPeople(dice)];
    const now = deps.clock.now();
    const posts = inventPosts(dice, [cast.writer, cast.reader], now);
    const { events } = inventHistory(dice, people, { cast, posts, now });
    for (const { name, result, reason, details } of events) {
      const shape = auditCatalogue[name];
      if ("details" in shape) expect(shape.details.strict().safeParse(details).success).toBe(true);
      else expect(details).toEqual({});
      if (result === "REFUSED") expect("reasons" in shape ? shape.reasons : []).toContain(reason);
      else expect(reason).toBeNull();
    }
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    for (const { email } of people) {
      expect(email.endsWith(`@${demoDomain}`)).toBe(true);
      expect(emailSchema.parse(email)).toBe(email);
    }
  });
});

describe("the command", () => {
  const local = {
    url: "postgresql://postgres@127.0.0.1:5432/latchkey",
    nodeEnv: undefined,
    mode: "local",
    isMeant: false,
  };

  it("refuses production whatever is asked, and another machine unless it is meant", () => {
    const remote = { ...local, url: "postgresql://db.example.com/latchkey" };
    expect(whyNot(local)).toBeNull();
    expect(whyNot({ ...local, nodeEnv: "production", isMeant: true })).toContain("production");
    expect(whyNot({ ...local, mode: "production", isMeant: true })).toContain("production");
    expect(whyNot(remote)).toContain("not on this machine");
    expect(whyNot({ ...remote, isMeant: true })).toBeNull();
    expect(whyNot({ ...local, url: "no address" })).toContain("not on this machine");
  });

  async function seed(environment: Record<string, string>, ...args: string[]): Promise<[number | null, string]> {
    const child = spawn(process.execPath, [path.resolve(import.meta.dirname, "../seed.mjs"), ...args], {
      env: { NODE_ENV: "development", PATH: process.env["PATH"], LATCHKEY_MODE: "local", ...environment },
    });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(String(part)));
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return [code, parts.join("")];
  }

  it("fills the database, says whom to sign in as, and the second time that it is there already", async () => {
    const DATABASE_URL = globalThis.testDatabaseUrl;
    expect(
      await Promise.all([seed({ DATABASE_URL, NODE_ENV: "production" }), seed({ DATABASE_URL }, "--everything")]),
    ).toEqual([
      [1, expect.stringContaining("production")],
      [2, expect.stringContaining("npm run seed")],
    ]);
    expect(await deps.db.user.count()).toBe(0);
    const [code, text] = await seed({ DATABASE_URL });
    expect([code, text]).toEqual([0, expect.stringContaining("Made 307 people")]);
    for (const said of [demoPassword, ...personas.map(({ email }) => email)]) expect(text).toContain(said);
    expect(await seed({ DATABASE_URL })).toEqual([0, expect.stringContaining("there already")]);
    expect(await deps.db.user.count()).toBe(307);
  }, 120_000);
});
