import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { call, expectProblem } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { passCaptcha } from "../support/captcha";
import type { Answer } from "../support/exchange";
import { newAddress, newEmail, newPassword, newPerson, openVisitor, signUp } from "../support/form-client";
import { begunMinutes } from "../support/pace";

let apps: [App, App];
beforeAll(async () => {
  apps = await startTwo();
});
afterAll(() => stopTwo(apps));

async function startTwo(env: Record<string, string> = {}): Promise<[App, App]> {
  const one = await startApp({ env });
  return [one, await startApp({ beside: one, env })];
}

async function stopTwo([one, other]: [App, App]): Promise<void> {
  await other.stop();
  await one.stop();
}

/** Runs so many tries, ten at a time, in turn on both instances. */
async function storm<Result>(
  times: number,
  attempt: (app: App, index: number) => Promise<Result>,
  on = apps,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let done = 0; done < times; done += 10) {
    const batch = Array.from({ length: Math.min(10, times - done) }, (_, index) => done + index);
    results.push(...(await Promise.all(batch.map((index) => attempt(on[index % 2] ?? on[0], index)))));
  }
  return results;
}

const linesOf = (event: string, of = apps) =>
  of.flatMap((app) => app.output().split("\n")).filter((line) => line.includes(`"event":"${event}"`));

const failed = (answers: Answer[]) => answers.filter(({ status }) => status >= 500).length;

describe("one password tried on five hundred accounts", () => {
  const password = "Sommer in Hamburg 2026";
  const spray = (addressOf: (index: number) => string) =>
    storm(500, async (app, index) => {
      const from = openVisitor(app, { address: addressOf(index) });
      return await call(app, "POST", "/token", { body: { email: `victim-${index}@example.com`, password }, from });
    });

  it("is stopped after five from one address, and raises no alarm", async () => {
    const address = newAddress();
    const answers = await spray(() => address);
    expect(failed(answers)).toBe(0);
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(5);
    expect(linesOf("alarm.spraying")).toEqual([]);
  });

  it("raises the alarm once when it comes from five hundred, and asks everybody for a captcha, who then signs in", async () => {
    const answers = await spray(() => newAddress());
    expect(failed(answers)).toBe(0);
    await vi.waitUntil(() => linesOf("alarm.spraying").length > 0, { timeout: 30_000, interval: 100 });
    for (const app of apps) {
      const [address, person] = [newAddress(), await seedUser(app.database)];
      const from = openVisitor(app, { address });
      const ask = (captcha?: string) =>
        call(app, "POST", "/token", { body: { ...credentialsOf(person), captcha }, from });
      await vi.waitUntil(
        async () => (await call(app, "POST", "/token", { body: credentialsOf(person) })).status === 403,
        {
          timeout: 30_000,
          interval: 200,
        },
      );
      expectProblem(await ask(), 403, "captcha_required");
      expect((await ask(await passCaptcha(app, "signin", address))).status).toBe(200);
    }
    const lines = linesOf("alarm.spraying");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "warn", windowSeconds: 600 });
    expect(lines[0]).not.toMatch(/victim|example\.com|Sommer|\d+\.\d+\.\d+\.\d+/);
  });

  const credentialsOf = ({ email, password }: { email: string; password: string }) => ({ email, password });
});

describe("the cost of mail, also where no captcha is asked for", () => {
  let open: [App, App];
  beforeAll(async () => {
    open = await startTwo({ CAPTCHA_MODE: "off" });
  });
  afterAll(() => stopTwo(open));

  /** Every form and endpoint by which a stranger makes us send a mail. */
  const doors: Record<string, (app: App, address: string) => Promise<Answer>> = {
    "sign up": (app, address) => signUp(openVisitor(app, { address }), newPerson(app)),
    "forgot password": async (app, address) => {
      const { email } = await seedUser(app.database);
      return await act(app, { address, action: "requestPasswordResetAction", fields: [["email", email]] });
    },
    "a new verification link": async (app, address) => {
      const { email } = await seedUser(app.database, { isVerified: false });
      return await act(app, { address, action: "resendVerificationAction", fields: [["email", email]] });
    },
    "a way past the captcha": async (app, address) => {
      const { email } = await seedUser(app.database);
      return await act(app, { address, action: "mailPassAction", fields: [["email", email]] });
    },
  };

  async function act(
    app: App,
    { address, action, fields }: { address: string; action: string; fields: [string, string][] },
  ) {
    return await callAction(openVisitor(app, { address }), findAction(action), formArguments(fields));
  }

  async function mailsSince(id: number): Promise<number> {
    const [row] = await open[0].database.query<{ count: number }>(`SELECT count(*)::int AS count FROM "OutboxMail"`);
    return (row?.count ?? 0) - id;
  }

  /** Lets all windows of limits age, as if nobody had come for so long. */
  async function letPass(minutes: number): Promise<void> {
    await open[0].database.query(
      `UPDATE "RateLimitWindow" SET "passedAt" = ARRAY(SELECT t - $1 * interval '1 minute' FROM unnest("passedAt") t)`,
      [minutes],
    );
    for (const app of open) {
      await app.kill();
      await app.startAgain();
    }
  }

  it("is thirty mails an hour for one address, over all forms and both instances", async () => {
    const address = newAddress();
    const before = await mailsSince(0);
    for (let round = 0; round < 3; round++) {
      if (round > 0) await letPass(2);
      for (const door of Object.values(doors))
        expect(failed(await storm(6, (app) => door(app, address), open))).toBe(0);
    }
    expect(await mailsSince(before)).toBe(30);
  });

  it("is five mails at most for one mailbox that five hundred clients name at one instant, who are answered as for an unknown one", async () => {
    const [app] = open;
    const action = findAction("requestPasswordResetAction");
    const before = await mailsSince(0);
    const answersFor = async (email: string) => {
      const one = () => callAction(openVisitor(app), action, formArguments([["email", email]]));
      const answers = await Promise.all(Array.from({ length: 500 }, one));
      return new Set(answers.map(({ status, headers }) => `${status} ${String(headers["x-action-redirect"])}`));
    };
    const known = await answersFor((await seedUser(app.database)).email);
    expect(known.size).toBe(1);
    expect(await answersFor(newEmail())).toEqual(known);
    const mails = await mailsSince(before);
    expect(mails).toBeGreaterThanOrEqual(1);
    expect(mails).toBeLessThanOrEqual(5);
  });

  it("is bounded for the site: at its ceiling answers stay the same, no newcomer is mailed, and an owner is", async () => {
    const [app] = open;
    const ask = async (email: string) =>
      await act(app, { address: newAddress(), action: "requestPasswordResetAction", fields: [["email", email]] });
    const usual = await signUp(openVisitor(app), newPerson(app));
    await app.database.query(
      `INSERT INTO "OutboxMail" ("id", "kind", "recipient", "status", "attempts", "createdAt", "dueAt", "settledAt")
       SELECT 'flood ' || n, 'verification-link', 'person@host-' || n || '.example', 'SENT', 1, now(), now(), now()
       FROM generate_series(1, 4000) n`,
    );
    const before = await mailsSince(0);
    const flooded = await signUp(openVisitor(app), newPerson(app));
    expect([flooded.status, flooded.path]).toEqual([usual.status, usual.path]);
    expect(await mailsSince(before)).toBe(0);
    const owner = await seedUser(app.database);
    const answers = [await ask(owner.email), await ask(newEmail())];
    expect(answers[0]?.status).toBe(answers[1]?.status);
    expect(await mailsSince(before)).toBe(1);
    await vi.waitUntil(() => linesOf("alarm.mail", open).length > 0, { timeout: 30_000, interval: 100 });
    expect(linesOf("alarm.mail", open)).toHaveLength(1);
  });
});

describe("a flood of requests that are refused", () => {
  it.each<[string, (app: App, index: number) => Promise<Answer>]>([
    ["pages that are not there", (app, index) => openVisitor(app).send({ path: `/nowhere/${index}` })],
    [
      "foreign forms",
      (app) => openVisitor(app).send({ method: "POST", path: "/signin", headers: { origin: "https://evil.example" } }),
    ],
    [
      "actions that are not there",
      (app) => callAction(openVisitor(app), { id: "0".repeat(42), name: "none", page: "/signin" }, "[]"),
    ],
    [
      "forms that cannot be read",
      (app) =>
        openVisitor(app).send({
          method: "POST",
          path: "/signin",
          headers: { origin: app.origin, "content-type": "multipart/form-data; boundary=x" },
          body: "x",
        }),
    ],
    [
      "NextAuth without its token",
      (app) =>
        openVisitor(app).send({
          method: "POST",
          path: "/api/auth/callback/credentials",
          headers: { origin: app.origin, "content-type": "application/json" },
          body: "{}",
        }),
    ],
    ["errors at a provider", (app) => openVisitor(app).send({ path: "/api/auth/callback/google?error=x&state=y" })],
    ["calls of the API without a token", (app) => call(app, "GET", "/me")],
    ["calls of the API that cannot be read", (app) => call(app, "POST", "/token", { body: "{" })],
  ])("writes a bounded number of lines and rows: %s", async (_, ask) => {
    const before = apps.map((app) => app.output().length);
    const rows = await apps[0].database.snapshot();
    const began = performance.now();
    const answers = await storm(1_000, ask);
    expect(failed(answers)).toBe(0);
    const written = apps.map((app, index) => app.output().slice(before[index]).split("\n").length - 1);
    // Thirty times a minute what one event prints, which is four lines at most.
    expect(Math.max(...written)).toBeLessThanOrEqual(125 * begunMinutes(began));
    expect(await apps[0].database.snapshot()).toBe(rows);
  });
});

it("keeps no window of a limit, and no person's address in it, for longer than it counts", async () => {
  const [app] = apps;
  await storm(50, (running) =>
    call(running, "POST", "/token", { body: { email: newEmail(), password: newPassword(running) } }),
  );
  const [row] = await app.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "RateLimitWindow" WHERE "endsAt" > now() + interval '61 minutes' OR "bucket" ~ '\\d+\\.\\d+\\.\\d+'`,
  );
  expect(row?.count).toBe(0);
});
