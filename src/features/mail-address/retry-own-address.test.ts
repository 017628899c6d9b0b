import { expect, test } from "vitest";
import { createTestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { deliverDueMail } from "../outbox/deliver-due-mail";
import { markAddressDead } from "../outbox/dead-addresses";
import { retryOwnAddress } from "./retry-own-address";

test("lets mail go to one's own address again by one mail, also when it is pressed many times at once", async () => {
  const deps = createTestDeps();
  const user = await createUser(deps);
  const viewer = await newViewer(deps, user.id);
  const death = { email: user.email, state: "BOUNCED", reason: "refused", at: deps.clock.now() } as const;
  await deps.db.$transaction((tx) => markAddressDead(tx, death));
  const answers = await Promise.all(Array.from({ length: 10 }, () => retryOwnAddress(deps, viewer)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  await deliverDueMail(deps, { limit: 20 });
  expect([...deps.delivered.values()].map(({ to }) => to)).toEqual([user.email]);
});

test("does nothing where mail arrives, and is limited for each account", async () => {
  const deps = createTestDeps();
  const viewer = await newViewer(deps, (await createUser(deps)).id);
  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await retryOwnAddress(deps, viewer));
  expect(answers.slice(0, 3)).toEqual(Array(3).fill({ ok: false, reason: "not_dead" }));
  expect(answers[3]).toMatchObject({ ok: false, reason: "limited" });
  expect(await deps.db.outboxMail.count()).toBe(0);
});
