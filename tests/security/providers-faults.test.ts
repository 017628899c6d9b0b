import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  AnswerFault,
  IdTokenFault,
  Order,
  ProfileFault,
  TokenFault,
} from "../../src/local/identity-provider/identity-provider.mjs";
import { openVisitor } from "../support/form-client";
import { newIdentity, startProviderApp, type ProviderApp } from "../support/provider-app";
import { comeBack, continueWith, countOf, expectRefused, isSignedIn, reachCallback } from "../support/provider-journey";

let app: ProviderApp;
beforeAll(async () => {
  app = await startProviderApp();
});
afterAll(async () => {
  await app.stop();
});

const providers = ["google", "github"] as const;

const answerFaults: AnswerFault[] = ["access-denied", "hostile-error", "wrong-state", "missing-state", "other-issuer"];
const tokenFaults: TokenFault[] = ["token-500", "token-truncated", "token-html", "token-error", "token-empty"];
const idTokenFaults: IdTokenFault[] = [
  "id-token-missing",
  "id-token-wrong-audience",
  "id-token-wrong-issuer",
  "id-token-wrong-nonce",
  "id-token-missing-nonce",
  "id-token-expired",
  "id-token-unsigned",
  "id-token-other-key",
  "id-token-hmac",
];
const profileFaults: ProfileFault[] = [
  "token-without-scope",
  "user-500",
  "user-truncated",
  "user-without-id",
  "emails-500",
  "emails-truncated",
];
/** These leave a person waiting for the rest of an answer. */
const stalls: Order[] = [
  ...providers.map((provider): Order => ({ provider, fault: "token-stalled" })),
  { provider: "github", fault: "user-stalled" },
];
const faults: Order[] = [
  ...[...answerFaults, ...tokenFaults, ...idTokenFaults].map((fault): Order => ({ provider: "google", fault })),
  ...[...answerFaults, ...tokenFaults, ...profileFaults].map((fault): Order => ({ provider: "github", fault })),
];

describe("a provider that misbehaves", () => {
  it.each(faults.map((order) => [order.provider, order.fault, order] as const))(
    "lets nobody in when %s plays %s, and nothing of its answer is shown",
    async (_, __, order) => {
      const visitor = openVisitor(app);
      const before = await app.database.snapshot();
      const landed = await continueWith({ app, visitor, order: { ...order, person: newIdentity() } });
      await expectRefused(visitor, landed);
      expect(landed.text).not.toContain("alert(document.domain)");
      expect(landed.text).not.toContain("other-issuer.example");
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it("keeps nobody waiting for ten seconds when the provider takes twenty, or begins an answer and never ends it", async () => {
    const before = await app.database.snapshot();
    const orders = [...providers.map((provider): Order => ({ provider, persona: "slow" })), ...stalls];
    const slow = orders.map(async (order) => {
      const visitor = openVisitor(app);
      const callback = await reachCallback({ app, visitor, order: { ...order, person: newIdentity() } });
      const startedAt = performance.now();
      const landed = await comeBack(visitor, callback);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      await expectRefused(visitor, landed);
    });
    await Promise.all(slow);
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each<[string, Order, RegExp]>([
    ["Google with an unverified address", { provider: "google", persona: "unverified" }, /not confirmed there yet/],
    ["GitHub with an unverified address", { provider: "github", persona: "unverified" }, /not confirmed there yet/],
    ["Google without an address", { provider: "google", persona: "no-email" }, /shows no e-mail address/],
    ["GitHub without an address", { provider: "github", persona: "no-email" }, /shows no e-mail address/],
  ])("makes no account for %s, and says what to do", async (_, order, sentence) => {
    const visitor = openVisitor(app);
    const before = await app.database.snapshot();
    const landed = await continueWith({ app, visitor, order });
    expect(landed.path).toMatch(/^\/signin\?error=/);
    expect(landed.shown).toMatch(sentence);
    expect(await isSignedIn(visitor)).toBe(false);
    expect(await app.database.snapshot()).toBe(before);
  });

  it("believes no address that GitHub shows in public and has not verified as the primary one", async () => {
    const victim = newIdentity().email;
    const lists = [
      [],
      [{ email: victim, primary: false, verified: true }],
      [{ email: victim, primary: true, verified: false }],
      [
        { email: victim, primary: true, verified: false },
        { email: "attacker@example.com", primary: false, verified: true },
      ],
    ];
    for (const emails of lists) {
      const visitor = openVisitor(app);
      const person = { ...newIdentity(), email: victim, publicEmail: victim, emails };
      expect((await continueWith({ app, visitor, order: { provider: "github", person } })).path).toMatch(/error=OAuth/);
    }
    expect(await countOf(app, victim)).toEqual({ users: 0, accounts: 0 });
  });
});
