import { expect, it } from "vitest";
import { createTestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { deleteExpired } from "./delete-expired";

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
    data: [-25, -1].map((hours) => ({ accountKey: `guesses ${hours}`, guessedAt: [at(hours)], lastAt: at(hours) })),
  });
  await deps.db.rateLimitWindow.createMany({
    data: [-2, 0].map((hours) => ({ bucket: `window ${hours}`, passedAt: [at(hours)], waitMs: 0, endsAt: at(hours) })),
  });
  const mail = { kind: "reset-link", recipient: "ada@example.com", createdAt: at(-2000), dueAt: at(-2000) };
  await deps.db.outboxMail.createMany({
    data: [
      { ...mail, id: "sent long ago", status: "SENT", settledAt: at(-31 * 24) },
      { ...mail, id: "sent lately", status: "SENT", settledAt: at(-29 * 24) },
      { ...mail, id: "still owed", status: "WAITING" },
    ],
  });

  await Promise.all([deleteExpired(deps), deleteExpired(deps)]);

  expect((await deps.db.session.findMany()).map(({ sessionToken }) => sessionToken)).toEqual(["session 1"]);
  expect((await deps.db.oneTimeToken.findMany()).map(({ tokenHash }) => tokenHash).sort()).toEqual([
    "token -6",
    "token 1",
  ]);
  expect((await deps.db.passwordGuesses.findMany()).map(({ accountKey }) => accountKey)).toEqual(["guesses -1"]);
  expect((await deps.db.rateLimitWindow.findMany()).map(({ bucket }) => bucket)).toEqual(["window 0"]);
  expect((await deps.db.outboxMail.findMany()).map(({ id }) => id).sort()).toEqual(["sent lately", "still owed"]);
});
