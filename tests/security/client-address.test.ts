import { randomBytes, randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { exchange } from "../support/exchange";
import { newAddress, newEmail, newPassword, openVisitor, signIn } from "../support/form-client";
import { begunMinutes } from "../support/pace";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const linesOf = (running: App, event: string) => running.output().split(`"event":"${event}"`).length - 1;

async function findings(running: App): Promise<string[]> {
  const rows = await running.database.query<{ name: string }>(`SELECT "name" FROM "SiteFinding" ORDER BY "name"`);
  return rows.map(({ name }) => name);
}

/** Waits until the doctor and the log know it: no request waits for that. Then the log has so many lines of it, and no more. */
async function expectTold(running: App, event: string, lines = 1): Promise<void> {
  const isTold = async () => (await findings(running)).includes(event) && linesOf(running, event) >= lines;
  await vi.waitUntil(isTold, { timeout: 15_000, interval: 50 });
  expect(linesOf(running, event)).toBe(lines);
}

type Headers = Record<string, string | string[]>;

/** Asks for tokens as an app does, with these headers and no others that name a client. */
async function askForTokens(running: App, credentials: { email: string; password: string }, headers: Headers = {}) {
  return await exchange(running.port, {
    method: "POST",
    path: "/api/v1/token",
    headers: { host: new URL(running.origin).host, "content-type": "application/json", ...headers },
    body: JSON.stringify(credentials),
  });
}

/** Tries a wrong password for an address that nobody has; answers whether it was evaluated. */
async function isEvaluated(running: App, headers: Headers = {}): Promise<boolean> {
  const { status } = await askForTokens(running, { email: newEmail(), password: newPassword(running) }, headers);
  expect(status).toBeLessThan(500);
  return status !== 429;
}

/** Tries so often, twenty at a time: as one client, of which five a minute are evaluated. */
async function expectOneClient(running: App, times: number, headersOf: (index: number) => Headers): Promise<void> {
  const began = performance.now();
  const count = await evaluated(running, times, headersOf);
  expect(count).toBeGreaterThanOrEqual(5);
  expect(count).toBeLessThanOrEqual(5 * begunMinutes(began));
}

/** How many of the tries were evaluated; twenty at a time. */
async function evaluated(running: App, times: number, headersOf: (index: number) => Headers) {
  let count = 0;
  for (let done = 0; done < times; done += 20) {
    const batch = Array.from({ length: Math.min(20, times - done) }, (_, index) =>
      isEvaluated(running, headersOf(done + index)),
    );
    count += (await Promise.all(batch)).filter(Boolean).length;
  }
  return count;
}

describe("one client behind the proxy", () => {
  const made = () => newAddress();

  it.each<[string, (address: string) => Headers]>([
    ["writes an address first", (address) => ({ "x-forwarded-for": `${made()}, ${address}` })],
    ["writes some in the middle", (address) => ({ "x-forwarded-for": `${made()}, ${made()},, ${made()}, ${address}` })],
    ["sends the header several times", (address) => ({ "x-forwarded-for": [made(), made(), address] })],
    ["writes what is no address", (address) => ({ "x-forwarded-for": `unknown, "${made()}", ${address}` })],
    ["sends X-Real-IP", (address) => ({ "x-forwarded-for": address, "x-real-ip": made() })],
    ["sends Forwarded", (address) => ({ "x-forwarded-for": address, forwarded: `for=${made()};proto=https` })],
    ["sends True-Client-IP", (address) => ({ "x-forwarded-for": address, "true-client-ip": made() })],
    ["sends CF-Connecting-IP", (address) => ({ "x-forwarded-for": address, "cf-connecting-ip": made() })],
    ["dresses IPv4 as IPv6", (address) => ({ "x-forwarded-for": `::ffff:${address}` })],
  ])("stays one client when it %s", async (_, headersOf) => {
    const address = newAddress();
    await expectOneClient(app, 12, () => headersOf(address));
  });

  it("stays one client over a thousand addresses of its IPv6 network", async () => {
    const network = `2001:db8:${randomInt(1, 65_536).toString(16)}:${randomInt(1, 65_536).toString(16)}`;
    const inNetwork = () =>
      `${network}:${randomBytes(8)
        .toString("hex")
        .replace(/(.{4})(?!$)/g, "$1:")}`;
    await expectOneClient(app, 1_000, () => ({ "x-forwarded-for": inNetwork() }));
    expect(await isEvaluated(app, { "x-forwarded-for": "2001:db8:ffff:ffff:1::1" })).toBe(true);
  });
});

describe("clients whom no proxy names", () => {
  it("do not lock each other out by a thousand calls, and the operator is told once what to do", async () => {
    const victim = await seedUser(app.database);
    for (let done = 0; done < 1_000; done += 20)
      await Promise.all(Array.from({ length: 20 }, () => askForTokens(app, { ...victim, password: "wrong" })));
    expect((await askForTokens(app, await seedUser(app.database))).status).toBe(200);
    const [row] = await app.database.query<{ most: number }>(
      `SELECT coalesce(max(cardinality("guessedAt")), 0) AS most FROM "PasswordGuesses"`,
    );
    expect(row?.most).toBeLessThanOrEqual(10);
    await expectTold(app, "client_address.no_address");
    expect(app.output()).toContain("so nobody's address is known");
  });
});

describe("everybody on one address", () => {
  it("is told once, in the log and to the doctor, when a proxy of ours is all that we see", async () => {
    for (let count = 0; count < 12; count++)
      await Promise.all(Array.from({ length: 10 }, () => isEvaluated(app, { "x-forwarded-for": "10.254.254.254" })));
    await expectTold(app, "client_address.one_address");
  });
});

describe("a proxy that nobody configured", () => {
  it("is told once by its first header, whoever sends how many", async () => {
    const open = await startApp({ beside: app, env: { TRUSTED_PROXY_HOPS: "0" } });
    expect(linesOf(open, "client_address.no_proxy_configured")).toBe(0);
    await expectOneClient(open, 40, () => ({ "x-forwarded-for": newAddress() }));
    await expectTold(open, "client_address.no_proxy_configured");
    expect(open.output()).toContain("TRUSTED_PROXY_HOPS is 0");
    await open.stop();
  });

  it("is told at every boot where people come by https", async () => {
    const settings = { NEXTAUTH_URL: "https://app.example.com" };
    for (const [hops, lines] of [
      ["0", 1],
      ["1", 0],
    ] as const) {
      const secure = await startApp({ beside: app, env: { ...settings, TRUSTED_PROXY_HOPS: hops } });
      await expectTold(secure, "client_address.no_proxy_configured", lines);
      await secure.stop();
    }
  });
});

it("lets a person in whose neighbours behind other addresses have used up their limits", async () => {
  await evaluated(app, 20, (index) => ({ "x-forwarded-for": `203.0.113.${index % 2}` }));
  const user = await seedUser(app.database);
  expect((await signIn(openVisitor(app), user)).path).toBe("/dashboard");
});
