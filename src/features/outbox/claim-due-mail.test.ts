import { beforeEach, describe, expect, test } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { claimDueMail } from "./claim-due-mail";
import { enqueueMail } from "./enqueue-mail";
import { claimSeconds } from "./policy";

let deps: TestDeps;

beforeEach(() => {
  deps = createTestDeps();
});

let people = 0;

/** Owes a mail that has been due for so many seconds, to somebody else each time unless `to` says whom. */
async function enqueue(dueForSeconds = 0, { to = `person${people++}@example.com`, ...more } = {}): Promise<string> {
  const mail = { kind: "reset-link", to, subject: "s", text: "t", html: "h", ...more };
  const result = await deps.db.$transaction((tx) => enqueueMail(deps, tx, mail));
  if (!result.ok) throw new Error(result.reason);
  const dueAt = new Date(deps.clock.now().getTime() - dueForSeconds * 1000);
  await deps.db.outboxMail.update({ where: { id: result.id }, data: { dueAt } });
  return result.id;
}

async function claim(size = 20): Promise<string[]> {
  return (await claimDueMail(deps, size)).map(({ id }) => id);
}

describe("a worker's claim", () => {
  test("takes what has been due the longest, in that order", async () => {
    const dueForSeconds = [1, 5, 3, 2, 4, -60];
    const ids = new Map<number, string>();
    for (const seconds of dueForSeconds) ids.set(seconds, await enqueue(seconds));
    expect(await claim(3)).toEqual([ids.get(5), ids.get(4), ids.get(3)]);
    expect(await claim(3)).toEqual([ids.get(2), ids.get(1)]);
  });

  test("is held alone: ten workers at the same time take fifty mails once each", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => enqueue()));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(5)));
    const rest = await claim(50);
    expect([...claims.flat(), ...rest].sort()).toEqual(ids.sort());
  });

  test("passes over a mail that another worker is just taking, instead of waiting for it", async () => {
    const taken = await enqueue(2);
    const free = await enqueue(1);
    const claimed = await deps.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT 1 FROM "OutboxMail" WHERE id = ${taken} FOR UPDATE`;
      return await claim();
    });
    expect(claimed).toEqual([free]);
  });

  test("lapses after its time and not before", async () => {
    const id = await enqueue();
    expect(await claim()).toEqual([id]);
    deps.clock.advance({ seconds: claimSeconds - 1 });
    expect(await claim()).toEqual([]);
    deps.clock.advance({ seconds: 1 });
    expect(await claim()).toEqual([id]);
    expect(await deps.db.outboxMail.findUnique({ where: { id } })).toMatchObject({ attempts: 2 });
  });

  test("never takes what was delivered or given up", async () => {
    await enqueue();
    await deps.db.outboxMail.updateMany({ data: { status: "SENT" } });
    await enqueue();
    await deps.db.outboxMail.updateMany({ where: { status: "WAITING" }, data: { status: "DEAD" } });
    expect(await claim()).toEqual([]);
  });
});

describe("a recipient's mails", () => {
  const ada = { to: "ada@example.com" };

  /** Three mails to one address, a second apart. */
  async function enqueueInTurn(): Promise<string[]> {
    const ids: string[] = [];
    for (let mail = 0; mail < 3; mail += 1) {
      deps.clock.advance({ seconds: 1 });
      ids.push(await enqueue(0, ada));
    }
    return ids;
  }

  async function settle(id: string | undefined, status: "SENT" | "DEAD"): Promise<void> {
    await deps.db.outboxMail.updateMany({ where: { id: id ?? "" }, data: { status } });
  }

  test("are taken one after the other, each when the one before is sent or given up", async () => {
    const [first, second, third] = await enqueueInTurn();
    expect(await claim()).toEqual([first]);
    expect(await claim()).toEqual([]);
    await settle(first, "SENT");
    expect(await claim()).toEqual([second]);
    await settle(second, "DEAD");
    expect(await claim()).toEqual([third]);
  });

  test("wait for one that is between two tries, and nobody else's do", async () => {
    const [first] = await enqueueInTurn();
    const inAnHour = new Date(deps.clock.now().getTime() + 3_600_000);
    await deps.db.outboxMail.update({ where: { id: first ?? "" }, data: { dueAt: inAnHour } });
    const other = await enqueue();
    expect(await claim()).toEqual([other]);
    await settle(other, "SENT");
    deps.clock.advance({ minutes: 60 });
    expect(await claim()).toEqual([first]);
  });

  test("do not wait for one whose link is over", async () => {
    const linkExpiresAt = new Date(deps.clock.now().getTime() + 60_000);
    const old = await enqueue(0, { ...ada, linkExpiresAt } as typeof ada);
    const inAnHour = new Date(deps.clock.now().getTime() + 3_600_000);
    await deps.db.outboxMail.update({ where: { id: old }, data: { dueAt: inAnHour } });
    deps.clock.advance({ seconds: 30 });
    const fresh = await enqueue(0, ada);
    expect(await claim()).toEqual([]);
    deps.clock.advance({ seconds: 30 });
    expect(await claim()).toEqual([fresh]);
  });

  test("stay in order however many workers ask at once", async () => {
    const ids = await enqueueInTurn();
    for (const id of ids) {
      const claims = await Promise.all(Array.from({ length: 10 }, () => claim(5)));
      expect(claims.flat()).toEqual([id]);
      await settle(id, "SENT");
    }
  });
});

describe("with a hundred thousand mails in the table", () => {
  /** The plan of a claim while so many rows are in this state. */
  async function planOf(status: "SENT" | "WAITING"): Promise<string> {
    const now = deps.clock.now();
    await deps.db.$executeRaw`
      INSERT INTO "OutboxMail" (id, kind, recipient, status, "createdAt", "dueAt")
      SELECT gen_random_uuid()::text, 'reset-link', 'p' || n || '@example.com', ${status}::"OutboxMailStatus",
        ${now}::timestamptz - n * interval '1 second', ${now}::timestamptz - n * interval '1 second'
      FROM generate_series(1, 100000) AS n`;
    await deps.db.$executeRaw`ANALYZE "OutboxMail"`;
    const plans: string[] = [];
    const $queryRaw = async (query: TemplateStringsArray, ...values: unknown[]) => {
      const explain = Object.assign([`EXPLAIN ${query[0]}`, ...query.slice(1)], { raw: query.raw });
      const rows = await deps.db.$queryRaw<Record<string, string>[]>(explain, ...values);
      plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
      return [];
    };
    await claimDueMail({ ...deps, db: { ...deps.db, $queryRaw } as never }, 20);
    return plans.join("\n");
  }

  test.each(["SENT", "WAITING"] as const)("all %s, a claim reads by indexes alone", async (status) => {
    const plan = await planOf(status);
    expect(plan).toContain("OutboxMail_status_dueAt_idx");
    expect(plan).not.toContain("Seq Scan");
  });
});
