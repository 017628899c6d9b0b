import { beforeEach, describe, expect, test } from "vitest";
import type { Mailer, MailFailure } from "@/core/deps";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { deliverDueMail } from "./deliver-due-mail";
import { enqueueMail } from "./enqueue-mail";

const outage: MailFailure = { ok: false, kind: "temporary", code: "provider_error" };
const refusal: MailFailure = { ok: false, kind: "permanent", code: "rejected" };

let deps: TestDeps;

beforeEach(() => {
  deps = createTestDeps();
});

/** Records whom it is given; `answer` decides what becomes of it. */
function recordingMailer(answer: () => Awaited<ReturnType<Mailer["send"]>> = () => ({ ok: true })) {
  const given: string[] = [];
  const mailer: Mailer = {
    send({ id }) {
      given.push(id);
      return Promise.resolve(answer());
    },
  };
  return { mailer, given };
}

async function enqueue(linkExpiresAt?: Date): Promise<string> {
  const mail = { kind: "reset-link", to: "ada@example.com", subject: "S", text: "T", html: "H" };
  const more = linkExpiresAt ? { linkExpiresAt } : {};
  const result = await deps.db.$transaction((tx) => enqueueMail(deps, tx, { ...mail, ...more }));
  if (!result.ok) throw new Error(result.reason);
  return result.id;
}

function run(mailer: Mailer) {
  return deliverDueMail({ ...deps, mailer }, { limit: 20 });
}

describe("mails to one address", () => {
  test("arrive in the order in which they were written, also past failures, and a run goes on until all are sent", async () => {
    const ids: string[] = [];
    for (let mail = 0; mail < 4; mail += 1) {
      deps.clock.advance({ seconds: 1 });
      ids.push(await enqueue());
    }
    let failures = 2;
    const { mailer, given } = recordingMailer(() => (failures-- > 0 ? outage : { ok: true }));
    const arrived: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const { sent, resumeAfterSeconds } = await run(mailer);
      if (sent > 0) arrived.push(given.at(-1) ?? "");
      expect(resumeAfterSeconds).toBe(sent > 0 && arrived.length < ids.length ? 0 : null);
      if (sent === 0) deps.clock.advance({ minutes: 1 });
    }
    expect(arrived).toEqual(ids);
  });

  test("are due no earlier than the one that they wait for, so that no claim reads them until then", async () => {
    const ids: string[] = [];
    for (let mail = 0; mail < 4; mail += 1) {
      deps.clock.advance({ seconds: 1 });
      ids.push(await enqueue());
    }
    const { mailer, given } = recordingMailer(() => outage);
    for (let round = 0; round < 2; round += 1) {
      await run(mailer);
      const mails = await deps.db.outboxMail.findMany({ orderBy: { createdAt: "asc" } });
      const [first, ...later] = mails.map(({ dueAt }) => dueAt);
      expect(first?.getTime()).toBeGreaterThan(deps.clock.now().getTime());
      expect(later).toEqual([first, first, first]);
      deps.clock.advance({ minutes: 1 });
    }
    expect(given).toEqual([ids[0], ids[0]]);
  });

  test("are due when the link of the one before is over, where it would be tried again after that", async () => {
    await enqueue(new Date(deps.clock.now().getTime() + 3_000));
    deps.clock.advance({ seconds: 1 });
    const second = await enqueue();
    await run(recordingMailer(() => outage).mailer);
    deps.clock.advance({ seconds: 2 });
    const { mailer, given } = recordingMailer();
    await run(mailer);
    expect(given).toEqual([second]);
  });

  test("are left to the worker that holds them", async () => {
    await enqueue();
    deps.clock.advance({ seconds: 1 });
    const held = { id: await enqueue() };
    const dueAt = new Date(deps.clock.now().getTime() + 1_000);
    await deps.db.outboxMail.update({ where: held, data: { dueAt } });
    await run(recordingMailer(() => outage).mailer);
    expect(await deps.db.outboxMail.findUnique({ where: held })).toMatchObject({ dueAt });
  });

  test("go on past one that the provider refuses for good", async () => {
    await enqueue();
    deps.clock.advance({ seconds: 1 });
    const second = await enqueue();
    await run(recordingMailer(() => refusal).mailer);
    const { mailer, given } = recordingMailer();
    await run(mailer);
    expect(given).toEqual([second]);
  });
});

describe("a mail whose link is over", () => {
  test("is not sent any more, nor kept", async () => {
    const id = await enqueue(new Date(deps.clock.now().getTime() + 60_000));
    deps.clock.advance({ minutes: 1 });
    const { mailer, given } = recordingMailer();
    expect(await run(mailer)).toMatchObject({ sent: 0, dead: 1 });
    expect(given).toEqual([]);
    expect(await deps.db.outboxMail.findUnique({ where: { id } })).toMatchObject({
      status: "DEAD",
      lastError: "expired",
      sealedContent: null,
    });
  });
});
