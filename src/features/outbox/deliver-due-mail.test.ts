import { beforeEach, describe, expect, test } from "vitest";
import type { Log, Mailer, MailFailure, OutgoingMail } from "@/core/deps";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { claimDueMail } from "./claim-due-mail";
import { deliverDueMail } from "./deliver-due-mail";
import { enqueueMail } from "./enqueue-mail";
import { claimSeconds, claimSize, giveUpAfterHours, maxAttempts, parallelSends } from "./policy";

const outage: MailFailure = { ok: false, kind: "temporary", code: "provider_error" };
const refusal: MailFailure = { ok: false, kind: "permanent", code: "rejected" };

let deps: TestDeps;
let people = 0;

beforeEach(() => {
  deps = createTestDeps();
});

/** Records what it is given; `answer` decides what becomes of it. */
function recordingMailer(answer: (mail: OutgoingMail) => Awaited<ReturnType<Mailer["send"]>> = () => ({ ok: true })) {
  const given: OutgoingMail[] = [];
  const mailer: Mailer = {
    async send(mail) {
      given.push(mail);
      await Promise.resolve();
      return answer(mail);
    },
  };
  return { mailer, given };
}

/** To somebody whom nothing else waits for, unless `to` says whom. */
async function enqueue(to = `person${people++}@example.com`): Promise<string> {
  const content = { subject: `For ${to}`, text: `text ${to}`, html: `html ${to}` };
  const result = await deps.db.$transaction((tx) => enqueueMail(deps, tx, { kind: "reset-link", to, ...content }));
  if (!result.ok) throw new Error(result.reason);
  return result.id;
}

function run(mailer: Mailer, limit = 20) {
  return deliverDueMail({ ...deps, mailer }, { limit });
}

function row(id: string) {
  return deps.db.outboxMail.findUniqueOrThrow({ where: { id } });
}

describe("delivery", () => {
  test("hands over what was written, under the row's id, and keeps nothing of it afterwards", async () => {
    const id = await enqueue("ada@example.com");
    const { mailer, given } = recordingMailer();
    expect(await run(mailer)).toEqual({ sent: 1, retried: 0, dead: 0, resumeAfterSeconds: null });
    expect(given).toEqual([
      {
        id,
        to: "ada@example.com",
        subject: "For ada@example.com",
        text: "text ada@example.com",
        html: "html ada@example.com",
      },
    ]);
    expect(await row(id)).toMatchObject({
      status: "SENT",
      sealedContent: null,
      settledAt: deps.clock.now(),
      attempts: 1,
    });
  });

  test("sends nothing a second time", async () => {
    await enqueue();
    const { mailer, given } = recordingMailer();
    await run(mailer);
    deps.clock.advance({ minutes: 48 * 60 });
    expect(await run(mailer)).toMatchObject({ sent: 0 });
    expect(given).toHaveLength(1);
  });

  test("takes no more than it was asked to, and says that more may be due", async () => {
    for (let mail = 0; mail < 3; mail += 1) await enqueue();
    const { mailer } = recordingMailer();
    expect(await run(mailer, 2)).toEqual({ sent: 2, retried: 0, dead: 0, resumeAfterSeconds: 0 });
    expect(await run(mailer, 2)).toEqual({ sent: 1, retried: 0, dead: 0, resumeAfterSeconds: null });
  });

  test("sends a few mails at once and never holds a transaction open meanwhile", async () => {
    for (let mail = 0; mail < claimSize; mail += 1) await enqueue();
    let atOnce = 0;
    let mostAtOnce = 0;
    let openTransactions = -1;
    let letGo = () => {};
    const allLanesBusy = new Promise<void>((resolve) => (letGo = resolve));
    const mailer: Mailer = {
      async send() {
        mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
        if (atOnce === parallelSends) letGo();
        await allLanesBusy;
        const [busy] = await deps.db.$queryRaw<[{ count: number }]>`
          SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
        openTransactions = Math.max(openTransactions, busy.count);
        atOnce -= 1;
        return { ok: true };
      },
    };
    expect(await run(mailer)).toMatchObject({ sent: claimSize });
    expect(mostAtOnce).toBe(parallelSends);
    expect(openTransactions).toBe(0);
  });
});

describe("workers side by side", () => {
  test("send each mail once: three workers, sixty mails, all at the same time", async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => enqueue()));
    const { mailer, given } = recordingMailer();
    for (let round = 0; round < 3; round += 1) await Promise.all([run(mailer), run(mailer), run(mailer)]);
    expect(given.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test("a worker whose claim has lapsed does not undo what its successor did", async () => {
    const id = await enqueue();
    const successor = recordingMailer();
    const slow: Mailer = {
      async send() {
        deps.clock.advance({ seconds: claimSeconds });
        await run(successor.mailer);
        return refusal;
      },
    };
    expect(await run(slow)).toMatchObject({ dead: 0 });
    expect(await row(id)).toMatchObject({ status: "SENT", lastError: null });
  });

  test("a delivery that is noted late still counts as one", async () => {
    const id = await enqueue();
    const slow: Mailer = {
      async send() {
        deps.clock.advance({ seconds: claimSeconds });
        await run(recordingMailer(() => refusal).mailer);
        return { ok: true };
      },
    };
    await run(slow);
    expect(await row(id)).toMatchObject({ status: "SENT", sealedContent: null, lastError: null });
  });
});

describe("a crash between the provider's answer and our note of it", () => {
  test("repeats the same mail under the same idempotency key", async () => {
    const id = await enqueue();
    const [claimed] = await claimDueMail(deps, 20);
    expect(claimed?.id).toBe(id);
    deps.clock.advance({ seconds: claimSeconds });
    const { mailer, given } = recordingMailer();
    await run(mailer);
    expect(given.map((mail) => mail.id)).toEqual([id]);
    expect(await row(id)).toMatchObject({ status: "SENT", attempts: 2 });
  });

  test("of a driver that throws is reported, holds up no other mail, and is tried again", async () => {
    const broken = await enqueue("broken@example.com");
    const fine = await enqueue("fine@example.com");
    const { mailer, given } = recordingMailer(({ to }) => {
      if (to === "broken@example.com" && given.length <= 2) throw new Error("driver broke");
      return { ok: true };
    });
    expect(await run(mailer)).toMatchObject({ sent: 1 });
    expect(await row(fine)).toMatchObject({ status: "SENT" });
    expect(await row(broken)).toMatchObject({ status: "WAITING" });
    deps.clock.advance({ seconds: claimSeconds });
    expect(await run(mailer)).toMatchObject({ sent: 1 });
    expect(given.filter(({ to }) => to === "broken@example.com").map((mail) => mail.id)).toEqual([broken, broken]);
  });

  test("by the mail itself ends after the last attempt, without another try", async () => {
    const id = await enqueue();
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      await claimDueMail(deps, 20);
      deps.clock.advance({ seconds: claimSeconds });
    }
    const { mailer, given } = recordingMailer();
    expect(await run(mailer)).toMatchObject({ dead: 1 });
    expect(given).toHaveLength(0);
    expect(await row(id)).toMatchObject({ status: "DEAD", lastError: "abandoned" });
  });
});

describe("a provider in trouble", () => {
  test("is tried again later and later, and the mail arrives when it is back", async () => {
    const id = await enqueue();
    let down = true;
    const { mailer, given } = recordingMailer(() => (down ? outage : { ok: true }));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect(await run(mailer)).toMatchObject({ retried: 1, resumeAfterSeconds: null });
      const { dueAt, lastError } = await row(id);
      expect(lastError).toBe("provider_error");
      waits.push((dueAt.getTime() - deps.clock.now().getTime()) / 1000);
      expect(await run(mailer)).toMatchObject({ retried: 0 });
      deps.clock.advance({ seconds: waits.at(-1) ?? 0 });
    }
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(5 * 2 ** index);
      expect(wait).toBeLessThanOrEqual(5 * 2 ** index * 1.25);
    }
    down = false;
    expect(await run(mailer)).toMatchObject({ sent: 1 });
    expect(given).toHaveLength(5);
    expect(await row(id)).toMatchObject({ status: "SENT", lastError: null });
  });

  test("is given up after the last attempt; the content stays sealed for an admin, and the log says so without an address", async () => {
    const id = await enqueue();
    const { mailer, given } = recordingMailer(() => outage);
    const warnings: unknown[][] = [];
    const log: Log = { ...deps.log, warn: (...warning) => void warnings.push(warning) };
    for (let attempt = 1; attempt <= maxAttempts + 1; attempt += 1) {
      await deliverDueMail({ ...deps, mailer, log }, { limit: 20 });
      const { dueAt } = await row(id);
      deps.clock.advance({ seconds: Math.max(0, (dueAt.getTime() - deps.clock.now().getTime()) / 1000) });
    }
    expect(given).toHaveLength(maxAttempts);
    expect(await row(id)).toMatchObject({
      status: "DEAD",
      lastError: "provider_error",
      sealedContent: expect.anything() as unknown,
    });
    const facts = { mailId: id, kind: "reset-link", code: "provider_error", attempts: maxAttempts };
    expect(warnings).toEqual([["outbox.dead", facts]]);
  });

  test("that is away for most of a day costs no mail twice: nothing is sent once the idempotency key may be forgotten", async () => {
    const id = await enqueue();
    deps.clock.advance({ minutes: giveUpAfterHours * 60 });
    await run(recordingMailer(() => outage).mailer);
    expect(await row(id)).toMatchObject({ status: "DEAD", lastError: "provider_error" });
  });

  test("that refuses a mail for good is not asked again, and other mails go on", async () => {
    const bad = await enqueue("bad@example.com");
    const good = await enqueue("good@example.com");
    const { mailer } = recordingMailer(({ to }) => (to === "bad@example.com" ? refusal : { ok: true }));
    expect(await run(mailer)).toMatchObject({ sent: 1, dead: 1 });
    expect(await row(bad)).toMatchObject({ status: "DEAD", lastError: "rejected", settledAt: deps.clock.now() });
    expect(await row(good)).toMatchObject({ status: "SENT" });
  });

  test("that says too many is left alone for its time, keeps the order and costs no attempt", async () => {
    const ids: string[] = [];
    for (let mail = 0; mail < claimSize; mail += 1) {
      ids.push(await enqueue());
      deps.clock.advance({ seconds: 1 });
    }
    const slowDown: MailFailure = { ok: false, kind: "temporary", code: "rate_limited", retryAfterSeconds: 7 };
    const strict = recordingMailer(() => slowDown);
    expect(await run(strict.mailer)).toEqual({ sent: 0, retried: claimSize, dead: 0, resumeAfterSeconds: 7 });
    expect(strict.given.length).toBeLessThanOrEqual(4);
    const rows = await deps.db.outboxMail.findMany();
    expect(new Set(rows.map(({ attempts }) => attempts))).toEqual(new Set([0]));

    deps.clock.advance({ seconds: 6 });
    expect(await claimDueMail(deps, 20)).toEqual([]);
    deps.clock.advance({ seconds: 1 });
    expect((await claimDueMail(deps, 20)).map((mail) => mail.id)).toEqual(ids);
  });
});

describe("tampering with the table", () => {
  test("a mail whose content was changed or moved to another address is not sent", async () => {
    const victim = await enqueue("victim@example.com");
    const thief = await enqueue("thief@example.com");
    const { sealedContent } = await row(victim);
    await deps.db.outboxMail.update({ where: { id: thief }, data: { sealedContent } });
    const { mailer, given } = recordingMailer();
    expect(await run(mailer)).toMatchObject({ sent: 1, dead: 1 });
    expect(given.map(({ to }) => to)).toEqual(["victim@example.com"]);
    expect(await row(thief)).toMatchObject({ status: "DEAD", lastError: "unreadable" });
  });
});
