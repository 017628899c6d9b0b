import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createChallenge, solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Captcha, CaptchaAction } from "@/core/deps";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { amongGarbageCollections } from "../../tests/support/garbage";
import { untilOneHolds } from "../../tests/support/pace";
import { solveInNode } from "../../tests/support/captcha";
import { createProofOfWorkCaptcha } from "./proof-of-work-captcha";
import { createTurnstileCaptcha } from "./turnstile-captcha";

const appUrl = "https://app.example.com";
const secret = "one secret of the tests, 32 bytes";
const refused = { ok: false, reason: "refused" };
const unavailable = { ok: false, reason: "unavailable" };

type Solve = (captcha: Captcha, action: CaptchaAction) => Promise<string>;
type Options = { appUrl: string };

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

/** What both adapters promise to a use case. */
function keepsItsPromises(create: (options?: Options) => Captcha, solve: Solve): void {
  it("passes for the action it was shown for", async () => {
    const captcha = create();
    const verdict = await captcha.verify(await solve(captcha, "signup"), "signup");
    if (!verdict.ok) throw new Error(verdict.reason);
    const minutes = (verdict.expiresAt.getTime() - deps.clock.now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(1);
    expect(minutes).toBeLessThanOrEqual(10);
  });

  it("names the same captcha alike each time, and another otherwise, so that the caller lets each pass once", async () => {
    const captcha = create();
    const [one, other] = [await solve(captcha, "signup"), await solve(captcha, "signup")];
    const verdicts = [
      await captcha.verify(one, "signup"),
      await captcha.verify(one, "signup"),
      await captcha.verify(other, "signup"),
    ];
    const [first, again, third] = verdicts.map((verdict) => (verdict.ok ? verdict.id : verdict.reason));
    expect(again).toBe(first);
    expect(third).not.toBe(first);
  });

  it("does not pass for another action", async () => {
    const captcha = create();
    expect(await captcha.verify(await solve(captcha, "signup"), "signin")).toEqual(refused);
  });

  it("does not pass on another host", async () => {
    const answer = await solve(create({ appUrl: "https://evil.example.net" }), "signup");
    expect(await create().verify(answer, "signup")).toEqual(refused);
  });

  it("does not pass once it has ended", async () => {
    const captcha = create();
    const answer = await solve(captcha, "signup");
    deps.clock.advance({ minutes: 10 });
    expect(await captcha.verify(answer, "signup")).toEqual(refused);
  });

  it.each(["", "no captcha", "e30=", "bnVsbA==", "[]", "W10=", "\0", "x".repeat(4096)])(
    "refuses %j without a throw",
    async (answer) => {
      expect(await create().verify(answer, "signup")).toEqual(refused);
    },
  );
}

describe("the proof of work", () => {
  const create = (options: Options = { appUrl }) =>
    createProofOfWorkCaptcha({ secrets: [secret], clock: deps.clock, ...options });
  const solve: Solve = async (captcha, action) => await solveInNode(await captcha.challenge(action));

  keepsItsPromises(create, solve);

  it("does not pass with a number that does not fit, a part that was changed, or less work than was asked for", async () => {
    const captcha = create();
    const answer = JSON.parse(Buffer.from(await solve(captcha, "signup"), "base64").toString()) as {
      challenge: { parameters: Record<string, unknown>; signature: string };
      solution: { counter: number; derivedKey: string };
    };
    const { challenge, solution } = answer;
    const { parameters, signature } = challenge;
    const data = parameters["data"] as Record<string, unknown>;
    const changed = [
      { challenge, solution: { ...solution, counter: solution.counter + 1 } },
      { challenge, solution: { ...solution, derivedKey: "00".repeat(32) } },
      { challenge: { parameters: { ...parameters, cost: 1 }, signature }, solution },
      { challenge: { parameters: { ...parameters, keyPrefix: "0" }, signature }, solution },
      { challenge: { parameters: { ...parameters, data: { ...data, action: "signin" } }, signature }, solution },
      { challenge: { parameters: { ...parameters, data: { ...data, until: 9e15 } }, signature }, solution },
      { challenge: { parameters, signature: "0".repeat(64) }, solution },
      { challenge: { parameters, signature: [signature] }, solution },
      [answer],
    ];
    for (const each of changed) {
      const text = Buffer.from(JSON.stringify(each)).toString("base64");
      for (const action of ["signup", "signin"] as const)
        expect(await captcha.verify(text, action), JSON.stringify(each)).toEqual(refused);
    }
  });

  it("does not pass when somebody else signed the challenge", async () => {
    const forged = await createChallenge({
      algorithm: "PBKDF2/SHA-256",
      cost: 5_000,
      deriveKey,
      data: { action: "signup", host: "app.example.com", until: deps.clock.now().getTime() + 60_000 },
      hmacSignatureSecret: secret,
    });
    const solution = await solveChallenge({ challenge: forged, deriveKey });
    const text = Buffer.from(JSON.stringify({ challenge: forged, solution })).toString("base64");
    expect(await create().verify(text, "signup")).toEqual(refused);
  });

  it("passes under a secret that was replaced meanwhile", async () => {
    const answer = await solve(create(), "signup");
    const renewed = createProofOfWorkCaptcha({ secrets: ["another secret", secret], appUrl, clock: deps.clock });
    expect(await renewed.verify(answer, "signup")).toMatchObject({ ok: true });
  });
});

describe("Turnstile", () => {
  type Passed = { hostname: string; action: string; at: Date };
  let provider: ReturnType<typeof createServer>;
  let asked: URLSearchParams[];
  let passed: Map<string, Passed>;
  let answerWith: ((response: ServerResponse) => void) | null;
  let url: string;
  beforeEach(async () => {
    asked = [];
    passed = new Map();
    answerWith = null;
    provider = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
    await once(provider, "listening");
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/siteverify`;
  });
  afterEach(() => {
    provider.closeAllConnections();
    provider.close();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fields = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push(fields);
    if (answerWith) {
      answerWith(response);
      return;
    }
    const token = passed.get(fields.get("response") ?? "");
    const body =
      fields.get("secret") !== "the secret key"
        ? { success: false, "error-codes": ["invalid-input-secret"] }
        : token
          ? { success: true, hostname: token.hostname, action: token.action, challenge_ts: token.at.toISOString() }
          : { success: false, "error-codes": ["invalid-input-response"] };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  }

  const create = (options: Options & { secretKey?: string } = { appUrl }) =>
    createTurnstileCaptcha({
      siteKey: "the site key",
      secretKey: "the secret key",
      verifyUrl: url,
      clock: deps.clock,
      log: deps.log,
      ...options,
    });
  let hostname = "";
  const solve: Solve = (_captcha, action) => {
    const token = `token ${passed.size}`;
    passed.set(token, { hostname, action, at: deps.clock.now() });
    return Promise.resolve(token);
  };

  keepsItsPromises((options = { appUrl }) => {
    hostname = new URL(options.appUrl).hostname;
    return create(options);
  }, solve);

  it("tells the provider the secret and the token, and nothing about the client", async () => {
    hostname = "app.example.com";
    await create().verify(await solve(create(), "signin"), "signin");
    expect(asked.map((fields) => [...fields])).toEqual([
      [
        ["secret", "the secret key"],
        ["response", "token 0"],
      ],
    ]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["says 500", (response) => response.writeHead(500).end("{}")],
    ["says 500 and calls it a success", (response) => response.writeHead(502).end(JSON.stringify({ success: true }))],
    ["sends a page", (response) => response.end("<!doctype html><title>Sorry</title>")],
    ["sends another shape", (response) => response.end(JSON.stringify({ success: "true" }))],
    ["sends a list", (response) => response.end(JSON.stringify([{ success: true }]))],
    ["sends nothing", (response) => response.end()],
    ["sends without end", (response) => void response.end(JSON.stringify({ success: true, pad: "x".repeat(1e6) }))],
    ["leads elsewhere", (response) => response.writeHead(302, { location: `${url}/elsewhere` }).end()],
    ["hangs up", (response) => response.destroy()],
    ["fails inside", (response) => response.end(JSON.stringify({ success: false, "error-codes": ["internal-error"] }))],
  ])("lets nobody in when the provider %s", async (_what, respond) => {
    answerWith = respond;
    expect(await create().verify("token", "signup")).toEqual(unavailable);
    expect(deps.logged).toHaveLength(1);
  });

  it("lets nobody in when its own key is wrong, and says so in the log rather than to the sender", async () => {
    expect(await create({ appUrl, secretKey: "another" }).verify("token", "signup")).toEqual(unavailable);
    expect(deps.logged.map(({ event }) => event)).toEqual(["captcha_away"]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["hangs", () => undefined],
    ["stops half-way", (response) => void response.writeHead(200).write('{"success":')],
  ])(
    "lets nobody in within two seconds when the provider %s and garbage is collected meanwhile",
    async (_, respond) => {
      answerWith = respond;
      const round = async () => {
        const startedAt = performance.now();
        const verdicts = await amongGarbageCollections(() =>
          Promise.all(Array.from({ length: 10 }, () => create().verify("token", "signup"))),
        );
        expect(verdicts).toEqual(Array(10).fill(unavailable));
        return performance.now() - startedAt;
      };
      expect(await untilOneHolds(round, (tookMs) => tookMs < 2_000)).toBeLessThan(2_000);
    },
  );
});
