import { hash as argon2 } from "@node-rs/argon2";
import * as bcrypt from "@node-rs/bcrypt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { call } from "../support/api-client";
import { knownPassword, seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { exchange } from "../support/exchange";
import { newAddress, newEmail, newPassword, openVisitor, signedIn, type Visitor } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";
import { p95, untilOneHolds } from "../support/pace";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { CAPTCHA_MODE: "off" } });
});
afterAll(() => app.stop());

type Credentials = { email: string; password: string };

async function act(visitor: Visitor, action: string, fields: Record<string, string>) {
  return await callAction(visitor, findAction(action), formArguments(Object.entries(fields)));
}

async function opensSession(visitor: Visitor): Promise<boolean> {
  return (await visitor.send({ path: "/api/v1/me" })).status === 200;
}

/** Every way by which a password opens something; each answers whether it did. */
const doors: Record<string, (credentials: Credentials) => Promise<boolean>> = {
  "the form": async (credentials) => {
    const visitor = openVisitor(app);
    await act(visitor, "signinAction", credentials);
    return await opensSession(visitor);
  },
  NextAuth: async (credentials) => {
    const visitor = openVisitor(app);
    await signInByNextAuth(visitor, credentials);
    return await opensSession(visitor);
  },
  "the API's cookie": async (body) => {
    const from = openVisitor(app);
    await call(app, "POST", "/sign-in", { body, from, headers: { "sec-fetch-site": "same-origin" } });
    return await opensSession(from);
  },
  "the API's tokens": async (body) => (await call(app, "POST", "/token", { body })).status === 200,
};

/** Signs up by the form with the password as it is typed; whoever reads the mail has confirmed. */
async function newMember(password: string): Promise<string> {
  const email = newEmail();
  const answer = await act(openVisitor(app), "signupAction", { name: "Ada", email, password: app.mark(password) });
  expect(redirectOf(answer)).toContain("/signup/check-mail");
  await app.database.query(`UPDATE "User" SET "isVerified" = true WHERE "email" = $1`, [email]);
  return email;
}

describe("a password in another form of Unicode", () => {
  it.each(Object.entries(doors))("opens what the same letters opened, and no other letters do: %s", async (_, door) => {
    const chosen = `  ﬁve cafés am Ösenweg ｆ ${newPassword(app)} `;
    const email = await newMember(chosen.normalize("NFD"));
    const others = [
      chosen.trim(),
      chosen.normalize("NFKC"),
      chosen.replace("é", "e"),
      `${chosen} `,
      chosen.toLowerCase(),
    ];
    for (const password of others) expect(await door({ email, password }), JSON.stringify(password)).toBe(false);
    expect(await door({ email, password: chosen.normalize("NFC") })).toBe(true);
    expect(await door({ email, password: chosen.normalize("NFD") })).toBe(true);
  });

  it("proves at 'confirm that it is you' what it opened at sign-in", async () => {
    const chosen = `café ${newPassword(app)}`;
    const email = await newMember(chosen.normalize("NFC"));
    const visitor = openVisitor(app);
    await act(visitor, "signinAction", { email, password: chosen });
    const confirm = async (password: string) =>
      redirectOf(
        await act(openVisitor(app, { cookies: visitor.cookies }), "confirmPasswordAction", {
          password,
          next: "/dashboard",
        }),
      );
    expect(await confirm(` ${chosen}`)).toBeUndefined();
    expect(await confirm(chosen.normalize("NFD"))).toContain("/dashboard");
  });
});

describe("a hash from before", () => {
  const made: [string, () => Promise<string>][] = [
    ["bcrypt of cost 10", () => bcrypt.hash(knownPassword, 10)],
    ["Argon2id of a smaller cost", () => argon2(knownPassword, { memoryCost: 4_096, timeCost: 1, parallelism: 1 })],
  ];

  it.each(made)(
    "opens to nine sign-ins at the same moment, over all doors, and is replaced once: %s",
    async (_, make) => {
      const passwordHash = await make();
      const { id, email } = await seedUser(app.database, { passwordHash });
      const hashOf = async () =>
        (await app.database.query<{ password: string }>(`SELECT "password" FROM "User" WHERE "id" = $1`, [id]))[0]
          ?.password;
      expect(await doors["the form"]?.({ email, password: newPassword(app) })).toBe(false);
      expect(await hashOf()).toBe(passwordHash);
      const all = Object.values(doors);
      const opened = await Promise.all(
        Array.from(
          { length: 9 },
          async (_, index) => await all[index % all.length]?.({ email, password: knownPassword }),
        ),
      );
      expect(opened).toEqual(Array.from({ length: 9 }, () => true));
      const upgraded = await hashOf();
      expect(upgraded).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      for (const door of all) expect(await door({ email, password: knownPassword })).toBe(true);
      expect(await hashOf()).toBe(upgraded);
    },
  );
});

describe("fifty passwords of a megabyte and of ten", () => {
  const form = "application/x-www-form-urlencoded";
  const ways: [
    path: string,
    contentType: string,
    body: (length: number) => string,
    headers?: Record<string, string>,
  ][] = [
    ["/api/auth/callback/credentials", form, (length) => `email=ada%40example.com&password=${"x".repeat(length)}`],
    ["/api/v1/token", "application/json", (length) => `{"email":"ada@example.com","password":"${"x".repeat(length)}"}`],
    ["/signin", form, (length) => `email=ada%40example.com&password=${"x".repeat(length)}`],
    ["/signin", "text/plain", (length) => `["${"x".repeat(length)}"]`, { "next-action": "0".repeat(42) }],
  ];

  it.each([1_000_000, 10_000_000])(
    "are refused by their size, and keep who is signed in from no page: %i characters",
    async (length) => {
      const { visitor } = await signedIn(app);
      // Made once, so that what is measured is the server's time and not this process's.
      const requests = ways.map(([path, contentType, bodyOf, headers]) => {
        const own = { host: new URL(app.origin).host, origin: app.origin, "content-type": contentType, ...headers };
        return { method: "POST", path, headers: own, body: Buffer.from(bodyOf(length)) };
      });
      const readMeanwhile = async () => {
        const calm: number[] = [];
        for (let round = 0; round < 10; round++) calm.push((await visitor.send({ path: "/dashboard" })).ms);
        let isOver = false;
        const times: number[] = [];
        const reading = (async () => {
          while (!isOver) {
            const page = await visitor.send({ path: "/dashboard" });
            expect(page.status).toBe(200);
            times.push(page.ms);
          }
        })();
        const sent = Array.from({ length: 50 }, (_, index) => {
          const outgoing = requests[index % requests.length];
          if (!outgoing) throw new Error("no request");
          const headers = { ...outgoing.headers, "x-forwarded-for": newAddress() };
          return exchange(app.port, { ...outgoing, headers });
        });
        const answers = await Promise.all(sent);
        isOver = true;
        await reading;
        expect(answers.filter(({ status }) => status !== 413)).toEqual([]);
        return { slowest: p95(times), calm: p95(calm) };
      };
      // On a machine that is busy with something else as well, a calm page takes longer by itself.
      const allowed = (calm: number) => Math.max(500, 5 * calm);
      const found = await untilOneHolds(readMeanwhile, ({ slowest, calm }) => slowest < allowed(calm));
      expect(found.slowest).toBeLessThan(allowed(found.calm));
    },
    600_000,
  );
});
