import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Mailer } from "@/core/deps";
import { deliverDueMail } from "@/features/outbox/deliver-due-mail";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { startFakeResend, type FakeResend, type ResendBehaviour } from "../../tests/support/fake-resend";
import { createResendMailer } from "./resend-mailer";

const mails = 500;
const chaosSeconds = 60;
const workers = 3;

let resend: FakeResend;
let deps: TestDeps;
beforeAll(async () => {
  resend = await startFakeResend();
});
afterAll(async () => {
  await resend.close();
});
beforeEach(() => {
  // So short that the many that hang cost the test little.
  deps = createTestDeps({ mailer: mailerWaiting(100) });
});

function mailerWaiting(timeoutMs: number): Mailer {
  return createResendMailer({ apiKey: "re_test", from: "a@example.com", baseUrl: resend.url, timeoutMs });
}

/** The same on every run. */
function createDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const faults: ResendBehaviour[] = ["ok", "error", "limited", "hang", "reset", "accept-then-reset", "broken"];

/** Three workers until none finds anything that is due. */
async function deliverAll(): Promise<void> {
  async function worker(): Promise<void> {
    let resume: number | null = 0;
    while (resume === 0) ({ resumeAfterSeconds: resume } = await deliverDueMail(deps, { limit: 20 }));
  }
  await Promise.all(Array.from({ length: workers }, worker));
}

async function waiting(): Promise<number> {
  return await deps.db.outboxMail.count({ where: { status: "WAITING" } });
}

describe("an outbox behind a provider that fails at random", () => {
  it("delivers each of 500 mails once, within a minute of the provider's recovery", async () => {
    for (let mail = 0; mail < mails; mail++) {
      const to = `person${mail}@example.com`;
      await deps.db.$transaction((tx) =>
        enqueueMail(deps, tx, { kind: "reset-link", to, subject: `For ${to}`, text: to, html: to }),
      );
    }
    const dice = createDice(7);
    resend.behave(() => faults[Math.floor(dice() * faults.length)] ?? "ok");
    for (let second = 0; second < chaosSeconds; second++) {
      await deliverAll();
      deps.clock.advance({ seconds: 1 });
    }
    expect(await waiting()).toBeGreaterThan(0);
    resend.behave("ok");
    // From here on a busy machine is no fault of the provider's.
    deps = { ...deps, mailer: mailerWaiting(10_000) };
    let secondsSinceRecovery = 0;
    while ((await waiting()) > 0 && secondsSinceRecovery <= 60) {
      await deliverAll();
      deps.clock.advance({ seconds: 1 });
      secondsSinceRecovery += 1;
    }
    expect(secondsSinceRecovery).toBeLessThanOrEqual(60);
    expect(await deps.db.outboxMail.groupBy({ by: ["status"], _count: true })).toEqual([
      { status: "SENT", _count: mails },
    ]);
    expect(new Set(resend.mails.map(({ to }) => to.join()))).toHaveLength(mails);
    expect(resend.mails).toHaveLength(mails);
    expect(resend.faults).toEqual([]);
  });
});
