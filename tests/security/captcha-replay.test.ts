import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaptchaAction } from "@/core/deps";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { call } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { passCaptcha } from "../support/captcha";
import { newAddress, newEmail, newPassword, openVisitor } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";

let apps: [App, App];
/** Another site with the same secrets, as a copy for tests is. */
let elsewhere: App;
beforeAll(async () => {
  const env = { CAPTCHA_MODE: "always" };
  const one = await startApp({ env });
  // Behind one balancer, so by one name.
  const other = await startApp({ beside: one, env: { ...env, NEXTAUTH_URL: one.origin } });
  elsewhere = await startApp({ beside: one, env: { ...env, NEXTAUTH_URL: "https://staging.example.com" } });
  apps = [one, other];
});
afterAll(async () => {
  await elsewhere.stop();
  await apps[1].stop();
  await apps[0].stop();
});

const pass = (action: CaptchaAction, at = apps[0]) => passCaptcha(at, action, newAddress());

/** Signs somebody new up with this captcha; answers whether that was let through. */
async function signsUp(app: App, captcha: string): Promise<boolean> {
  const fields: [string, string][] = [
    ["name", "Ada"],
    ["email", newEmail()],
    ["password", newPassword(app)],
    ["captcha", captcha],
  ];
  const answer = await callAction(openVisitor(app), findAction("signupAction"), formArguments(fields));
  expect(answer.status).toBeLessThan(400);
  return redirectOf(answer)?.includes("/signup/check-mail") ?? false;
}

async function users(): Promise<number> {
  const [row] = await apps[0].database.query<{ count: number }>(`SELECT count(*)::int AS count FROM "User"`);
  return row?.count ?? 0;
}

describe("a captcha that was passed", () => {
  it("lets one of fifty sign-ups through at the same instant, over both instances", async () => {
    const [captcha, before] = [await pass("signup"), await users()];
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => signsUp(apps[index % 2] ?? apps[0], captcha)),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await users()).toBe(before + 1);
  });

  it("lets one of fifty sign-ins through at the same instant, by API and NextAuth together", async () => {
    const captcha = await pass("signin");
    const people = await Promise.all(Array.from({ length: 50 }, () => seedUser(apps[0].database)));
    const statuses = await Promise.all(
      people.map(async ({ email, password }, index) => {
        const app = apps[index % 2] ?? apps[0];
        const credentials = { email, password, captcha };
        if (index % 4 < 2) return (await call(app, "POST", "/token", { body: credentials })).status;
        return (await signInByNextAuth(openVisitor(app), credentials)).status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 403)).toHaveLength(49);
  });

  it("passes on the instance that did not make it, and afterwards on neither", async () => {
    const captcha = await pass("signup");
    expect([await signsUp(apps[1], captcha), await signsUp(apps[0], captcha), await signsUp(apps[1], captcha)]).toEqual(
      [true, false, false],
    );
  });

  it("passes for no other action, and not on a copy of the site with the same secrets", async () => {
    for (const action of ["signin", "forgot-password", "verification-resend"] as const)
      expect(await signsUp(apps[0], await pass(action)), action).toBe(false);
    expect(await signsUp(apps[0], await pass("signup", elsewhere))).toBe(false);
  });

  type Answer = { challenge: { parameters: Record<string, unknown>; signature: string }; solution: object };
  const altered: [string, (answer: Answer) => unknown][] = [
    ["a later end", ({ challenge, solution }) => withData({ challenge, solution }, { until: Date.now() + 86_400_000 })],
    ["another action", ({ challenge, solution }) => withData({ challenge, solution }, { action: "signup" })],
    ["less work", ({ challenge, solution }) => withParameters({ challenge, solution }, { cost: 1 })],
    ["no work", ({ challenge, solution }) => withParameters({ challenge, solution }, { keyPrefix: "" })],
    ["another nonce", ({ challenge, solution }) => withParameters({ challenge, solution }, { nonce: "0".repeat(32) })],
    ["no signature", ({ challenge, solution }) => ({ challenge: { ...challenge, signature: "" }, solution })],
    ["another solution", ({ challenge }) => ({ challenge, solution: { counter: 0, derivedKey: "00".repeat(32) } })],
    ["itself in a list", (answer) => [answer]],
  ];
  function withParameters({ challenge, solution }: Answer, changes: object): Answer {
    return { challenge: { ...challenge, parameters: { ...challenge.parameters, ...changes } }, solution };
  }
  function withData(answer: Answer, changes: object): Answer {
    return withParameters(answer, { data: { ...(answer.challenge.parameters["data"] as object), ...changes } });
  }

  it.each(altered)("is refused with %s, and is still good as it was", async (what, alter) => {
    const captcha = await pass(what === "another action" ? "signin" : "signup");
    const answer = JSON.parse(Buffer.from(captcha, "base64").toString()) as Answer;
    const forged = Buffer.from(JSON.stringify(alter(answer))).toString("base64");
    expect(await signsUp(apps[0], forged)).toBe(false);
    if (what !== "another action") expect(await signsUp(apps[1], captcha)).toBe(true);
  });

  it("counts again in no other spelling of itself", async () => {
    const captcha = await pass("signup");
    expect(await signsUp(apps[0], captcha)).toBe(true);
    const answer = JSON.parse(Buffer.from(captcha, "base64").toString()) as Answer;
    const more = { ...answer, solution: { ...answer.solution, time: 1 }, also: 1 };
    const spellings = [
      captcha.replace(/=+$/, ""),
      captcha.replaceAll("+", "-").replaceAll("/", "_"),
      ` ${captcha}`,
      Buffer.from(JSON.stringify(answer, null, 1)).toString("base64"),
      Buffer.from(JSON.stringify(more)).toString("base64"),
    ];
    for (const spelling of spellings) expect(await signsUp(apps[1], spelling)).toBe(false);
  });
});
