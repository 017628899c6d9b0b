import { beforeEach, describe, expect, test } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { claimDueMail } from "./claim-due-mail";
import { enqueueMail } from "./enqueue-mail";
import { claimSeconds } from "./policy";

let deps: TestDeps;

beforeEach(() => {
  deps = createTestDeps();
});

/** Owes a mail that has been due for so many seconds. */
async function enqueue(dueForSeconds = 0): Promise<string> {
  const mail = { kind: "reset-link", to: "ada@example.com", subject: "s", text: "t", html: "h" };
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
