import { expect, it } from "vitest";
import { createTestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { deleteExpired, deleteExpiredLimits } from "./delete-expired";

it("deletes what is over and keeps what can still be used, also when two instances run it at once", async () => {
  const deps = createTestDeps();
  const user = await createUser(deps);
  const now = deps.clock.now().getTime();
  const at = (hours: number) => new Date(now + hours * 3_600_000);
  await deps.db.session.createMany({
    data: [-1, 0, 1].map((hours) => ({ userId: user.id, sessionToken: `session ${hours}`, expires: at(hours) })),
  });
  await deps.db.oneTimeToken.createMany({
    data: [-8, -6, 1].map((days) => ({
      userId: user.id,
      purpose: "RESET_PASSWORD" as const,
      tokenHash: `token ${days}`,
      createdAt: at(0),
      expiresAt: at(days * 24),
    })),
  });
  await deps.db.passwordGuesses.createMany({
    data: [-31 * 24, -1].map((hours) => ({
      accountKey: `guesses ${hours}`,
      guessedAt: [at(hours)],
      lastAt: at(hours),
    })),
  });
  await deps.db.signinTally.createMany({
    data: [-25, -23].map((hours) => ({ minute: at(hours), failed: hours, succeeded: 0 })),
  });
  await deps.db.siteFinding.createMany({
    data: [-25, -23].map((hours) => ({ name: `seen ${hours}`, seenAt: at(hours), toldAt: at(-100) })),
  });
  const mail = { kind: "reset-link", recipient: "ada@example.com", createdAt: at(-2000), dueAt: at(-2000) };
  await deps.db.outboxMail.createMany({
    data: [
      { ...mail, id: "sent long ago", status: "SENT", settledAt: at(-31 * 24) },
      { ...mail, id: "sent lately", status: "SENT", settledAt: at(-29 * 24) },
      { ...mail, id: "still owed", status: "WAITING" },
    ],
  });
  await deps.db.mailEvent.createMany({
    data: [-8, -6].map((days) => ({ id: `event ${days}`, receivedAt: at(days * 24) })),
  });
  const dead = { reason: "refused", since: at(-91 * 24) };
  await deps.db.deadAddress.createMany({
    data: [
      { ...dead, addressHash: "bounced long ago", state: "BOUNCED" },
      { ...dead, addressHash: "bounced lately", state: "BOUNCED", since: at(-89 * 24) },
      { ...dead, addressHash: "complained long ago", state: "COMPLAINED" },
      { ...dead, addressHash: "revived long ago", state: "COMPLAINED", revivedAt: at(-91 * 24) },
    ],
  });

  await Promise.all([deleteExpired(deps), deleteExpired(deps)]);

  expect((await deps.db.session.findMany()).map(({ sessionToken }) => sessionToken)).toEqual(["session 1"]);
  expect((await deps.db.oneTimeToken.findMany()).map(({ tokenHash }) => tokenHash).sort()).toEqual([
    "token -6",
    "token 1",
  ]);
  expect((await deps.db.passwordGuesses.findMany()).map(({ accountKey }) => accountKey)).toEqual(["guesses -1"]);
  expect((await deps.db.signinTally.findMany()).map(({ failed }) => failed)).toEqual([-23]);
  expect((await deps.db.siteFinding.findMany()).map(({ name }) => name)).toEqual(["seen -23"]);
  expect((await deps.db.mailEvent.findMany()).map(({ id }) => id)).toEqual(["event -6"]);
  expect((await deps.db.deadAddress.findMany()).map(({ addressHash }) => addressHash).sort()).toEqual([
    "bounced lately",
    "complained long ago",
  ]);
  expect((await deps.db.outboxMail.findMany()).map(({ id }) => id).sort()).toEqual(["sent lately", "still owed"]);
});

it("takes away what a flood of 25,000 clients left, and no window that still counts, also when two instances do it at once", async () => {
  const deps = createTestDeps();
  const endsAt = new Date(deps.clock.now().getTime() + 60_000);
  await deps.db.$executeRaw`
    INSERT INTO "RateLimitWindow" ("bucket", "passedAt", "waitMs", "endsAt")
    SELECT 'flood ' || n, ARRAY[${deps.clock.now()}::timestamptz], 0, ${endsAt}::timestamptz FROM generate_series(1, 25000) n`;
  deps.clock.advance({ minutes: 6 });
  await deleteExpiredLimits(deps);
  expect(await deps.db.rateLimitWindow.count()).toBe(25_000);
  await deps.db.rateLimitWindow.create({
    data: { bucket: "counts", passedAt: [], waitMs: 0, endsAt: deps.clock.now() },
  });
  deps.clock.advance({ seconds: 1 });
  await Promise.all([deleteExpiredLimits(deps), deleteExpiredLimits(deps)]);
  expect((await deps.db.rateLimitWindow.findMany()).map(({ bucket }) => bucket)).toEqual(["counts"]);
});
