import { beforeEach, describe, expect, it } from "vitest";
import { createResetToken } from "@/core/create-reset-token";
import { confirmPassword } from "@/features/step-up/confirm-password";
import { resetPassword } from "@/features/password-reset/reset-password";
import { createTestDeps, passedCaptcha, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { forgetGuesses, guessesInARow, returnGuess, takeGuess } from "./password-guesses";
import { guessesInARowMax, knownDeviceDays } from "./policy";
import { credentialsSchema } from "./schema";
import { signin, type SigninOutcome } from "./signin";

const email = "ada@example.com";
const password = "a violet umbrella in may";

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps();
});

/** A server with no room for one more hash. */
const busy = { ok: false, reason: "busy", retryAfterSeconds: 2 } as const;
const whileBusy = () => ({ ...deps, hasher: { ...deps.hasher, verify: async () => busy } });

function tryWith(
  typed: string,
  deviceTokens: readonly string[] = [],
  address = email,
  on: Parameters<typeof signin>[0] = deps,
): Promise<SigninOutcome> {
  const input = credentialsSchema.parse({ email: address, password: typed });
  const client = `198.51.${clients >> 8}.${clients++ & 255}`;
  return signin(on, input, { client, deviceTokens, device: testDevice, captcha: passedCaptcha("signin") });
}

async function deviceOf(outcome: Promise<SigninOutcome>): Promise<string> {
  const ended = await outcome;
  if (!ended.ok) throw new Error(ended.reason);
  return ended.deviceToken;
}

/** Takes every guess that is to be had, as soon as it is, and answers after how many minutes each was. */
async function guessOn(hours: number): Promise<number[]> {
  const startMs = deps.clock.now().getTime();
  const minutes: number[] = [];
  for (;;) {
    const elapsed = (deps.clock.now().getTime() - startMs) / 60_000;
    if (elapsed >= hours * 60) return minutes;
    const verdict = await takeGuess(deps, { email });
    if (verdict.ok) minutes.push(Math.round(elapsed));
    else deps.clock.advance({ seconds: verdict.retryAfterSeconds });
  }
}

describe("guesses in a row", () => {
  it("are followed by pauses that double up to an hour, and the time that is said is true to the second", async () => {
    expect(await guessOn(10)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 17, 21, 29, 45, 77, 137, 197, 257, 317, 377, 437, 497, 557,
    ]);
  });

  it("are a hundred at most, however long one waits, for an address without an account too", async () => {
    expect(await guessOn(24 * 14)).toHaveLength(guessesInARowMax);
    expect(await takeGuess(deps, { email })).toEqual({ ok: false, retryAfterSeconds: 3600 });
    expect(await guessesInARow(deps, { email })).toBe(guessesInARowMax);
  });

  it("are not forgotten for the password of an account that nobody has confirmed, which may be a stranger's", async () => {
    await createUser(deps, { email, password, isVerified: false });
    for (let guess = 0; guess < 9; guess++) await takeGuess(deps, { email });
    expect(await tryWith(password)).toEqual({ ok: false, reason: "unverified" });
    expect(await takeGuess(deps, { email })).toMatchObject({ ok: false });
  });

  it("leave one free place to one of fifty at the same instant", async () => {
    for (let guess = 0; guess < 10; guess++) await takeGuess(deps, { email });
    deps.clock.advance({ minutes: 20 });
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => takeGuess(deps, { email })));
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("start anew after the right password, and after a new one", async () => {
    const user = await createUser(deps, { email, password });
    for (let guess = 0; guess < 9; guess++) await tryWith("wrong");
    expect(await tryWith(password)).toMatchObject({ ok: true });
    expect(await guessesInARow(deps, { email })).toBe(0);
    await guessOn(24 * 14);
    expect(await tryWith(password)).toMatchObject({ reason: "limited" });
    const token = await deps.db.$transaction((tx) => createResetToken(deps, tx, user.id));
    const renewed = "nine slow herons over the marsh";
    await resetPassword(deps, { token, password: renewed }, { client: "203.0.113.1" });
    expect(await tryWith(renewed)).toMatchObject({ ok: true });
  });
});

describe("a guess that the server was too busy to evaluate", () => {
  it("is not counted, of a stranger or on a known device, with an account or without", async () => {
    await createUser(deps, { email, password });
    const device = await deviceOf(tryWith(password));
    for (let guess = 0; guess < 9; guess++) await tryWith("wrong");
    for (let guess = 0; guess < 5; guess++) {
      expect(await tryWith(password, [], email, whileBusy())).toEqual(busy);
      expect(await tryWith(password, [device], email, whileBusy())).toEqual(busy);
      expect(await tryWith(password, [], "nobody@example.com", whileBusy())).toEqual(busy);
    }
    expect(await guessesInARow(deps, { email })).toBe(9);
    expect(await guessesInARow(deps, { email: "nobody@example.com" })).toBe(0);
    expect(await tryWith(password)).toMatchObject({ ok: true });
  });

  it("is followed by no pause: who has waited one out tries again at once", async () => {
    await createUser(deps, { email, password });
    await guessOn(2);
    const inARow = await guessesInARow(deps, { email });
    deps.clock.advance({ minutes: 60 });
    for (let guess = 0; guess < 3; guess++) expect(await tryWith(password, [], email, whileBusy())).toEqual(busy);
    expect(await guessesInARow(deps, { email })).toBe(inARow);
    expect(await tryWith("wrong")).toMatchObject({ reason: "invalid_credentials" });
    expect(await tryWith(password)).toMatchObject({ reason: "limited", by: "account" });
    deps.clock.advance({ minutes: 60 });
    expect(await tryWith(password)).toMatchObject({ ok: true });
  });

  it("leaves no row where nobody has guessed otherwise", async () => {
    await tryWith("wrong", [], "nobody@example.com", whileBusy());
    expect(await deps.db.passwordGuesses.count()).toBe(0);
  });

  it("neither counts nor uses up a captcha where that was certain before", async () => {
    await createUser(deps, { email, password });
    for (let guess = 0; guess < 5; guess++) await tryWith("wrong");
    const spent = await deps.db.spentCaptcha.count();
    const full = { ...deps, hasher: { ...deps.hasher, refusal: () => busy } };
    expect(await tryWith(password, [], email, full)).toEqual(busy);
    expect(await guessesInARow(deps, { email })).toBe(5);
    expect(await deps.db.spentCaptcha.count()).toBe(spent);
  });

  it("is not counted either where somebody proves that it is them", async () => {
    const { id } = await createUser(deps, { email, password });
    const viewer = await newViewer(deps, id);
    const asker = { client: "203.0.113.1", deviceTokens: [] };
    expect(await confirmPassword(whileBusy(), viewer, { password }, asker)).toEqual(busy);
    expect(await guessesInARow(deps, { email })).toBe(0);
  });

  it("takes no other one's place: ten of those that are evaluated pass, also in the same millisecond", async () => {
    await createUser(deps, { email, password });
    const tried = await Promise.all(
      Array.from({ length: 30 }, (_, index) => tryWith("wrong", [], email, index % 3 === 0 ? whileBusy() : deps)),
    );
    const evaluated = tried.filter((outcome) => !outcome.ok && outcome.reason === "invalid_credentials").length;
    expect(evaluated).toBeGreaterThan(0);
    expect(evaluated).toBeLessThanOrEqual(10);
    for (let guess = evaluated; guess < 10; guess++)
      expect(await tryWith("wrong")).toMatchObject({ reason: "invalid_credentials" });
    expect(await tryWith("wrong")).toMatchObject({ reason: "limited", by: "account" });
  });

  it("changes no count that has started anew meanwhile", async () => {
    const counted = await takeGuess(deps, { email });
    if (!counted.ok) throw new Error("not counted");
    await forgetGuesses(deps.db, { email });
    deps.clock.advance({ seconds: 1 });
    await takeGuess(deps, { email });
    await returnGuess(deps, { email }, counted.countedAt);
    expect(await guessesInARow(deps, { email })).toBe(1);
  });
});

describe("a known device", () => {
  it("lets its owner in while strangers have used up every guess, and leaves their count as it is", async () => {
    await createUser(deps, { email, password });
    const device = await deviceOf(tryWith(password));
    await guessOn(24 * 14);
    expect(await tryWith(password)).toMatchObject({ reason: "limited", by: "account" });
    expect(await tryWith(password, [device])).toMatchObject({ ok: true });
    expect(await guessesInARow(deps, { email })).toBe(guessesInARowMax);
  });

  it("has ten guesses in a quarter of an hour of its own, and strangers have theirs besides", async () => {
    await createUser(deps, { email, password });
    const device = await deviceOf(tryWith(password));
    const guesses = await Promise.all(Array.from({ length: 30 }, () => tryWith("wrong", [device])));
    expect(guesses.filter((outcome) => !outcome.ok && outcome.reason === "invalid_credentials")).toHaveLength(10);
    expect(await tryWith(password)).toMatchObject({ ok: true });
  });

  it("keeps its name from one sign-in to the next, so that no sign-in opens another count", async () => {
    await createUser(deps, { email, password });
    const first = await deviceOf(tryWith(password));
    const second = await deviceOf(tryWith(password, [first]));
    expect(second.split(".")[0]).toBe(first.split(".")[0]);
  });

  it("is none for another account, with a changed or made-up proof, or when it is too old", async () => {
    await createUser(deps, { email, password });
    await createUser(deps, { email: "bob@example.com", password });
    const device = await deviceOf(tryWith(password));
    const foreign = await deviceOf(tryWith(password, [], "bob@example.com"));
    await guessOn(24 * 14);
    const [id = "", issuedAt = "", proof = ""] = device.split(".");
    const forged = [
      foreign,
      "",
      "..",
      `${id}.${issuedAt}.${"0".repeat(64)}`,
      `${id}.${Number(issuedAt) + 1}.${proof}`,
      `${"A".repeat(43)}.${issuedAt}.${proof}`,
      `${device}x`,
    ];
    for (const token of forged) expect(await tryWith(password, [token])).toMatchObject({ reason: "limited" });
    expect(await tryWith(password, [...forged.slice(0, 2), device])).toMatchObject({ ok: true });
    deps.clock.advance({ hours: knownDeviceDays * 24 });
    expect(await tryWith(password, [device])).toMatchObject({ reason: "limited" });
  });

  it("is none any more once the password is another", async () => {
    const user = await createUser(deps, { email, password });
    const device = await deviceOf(tryWith(password));
    const token = await deps.db.$transaction((tx) => createResetToken(deps, tx, user.id));
    await resetPassword(deps, { token, password: "nine slow herons over the marsh" }, { client: "203.0.113.1" });
    await guessOn(24 * 14);
    expect(await tryWith("nine slow herons over the marsh", [device])).toMatchObject({ reason: "limited" });
  });
});
