import { beforeEach, describe, expect, it } from "vitest";
import { createResetToken } from "@/core/create-reset-token";
import { resetPassword } from "@/features/password-reset/reset-password";
import { findKnownDevice } from "@/features/signin/known-device";
import { takeGuess } from "@/features/signin/password-guesses";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { tellOwnersOfGuesses } from "./tell-owners-of-guesses";
import { unlockDevice } from "./unlock-device";

const email = "ada@example.com";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

async function guessTenTimes(address = email): Promise<void> {
  for (let guess = 0; guess < 10; guess++) await takeGuess(deps, { email: address });
}

const told = () => deps.db.outboxMail.findMany({ where: { kind: "guesses-noticed" }, select: { recipient: true } });

describe("the mail about guesses", () => {
  it("opens nothing any more once a new password was set by a link", async () => {
    const user = await createUser(deps, { email });
    await guessTenTimes();
    await tellOwnersOfGuesses(deps);
    const [mail] = await mailsTo(deps, email);
    const token = await deps.db.$transaction((tx) => createResetToken(deps, tx, user.id));
    await resetPassword(deps, { token, password: "nine slow herons over the marsh" }, { client: "203.0.113.1" });
    expect(await unlockDevice(deps, { token: mail?.token ?? "" }, { client: "203.0.113.1" })).toMatchObject({
      ok: false,
    });
  });

  it("goes to the owner once, however many instances look at once", async () => {
    await createUser(deps, { email });
    await guessTenTimes();
    await Promise.all(Array.from({ length: 10 }, () => tellOwnersOfGuesses(deps)));
    expect(await told()).toEqual([{ recipient: email }]);
    expect(await deps.db.oneTimeToken.count({ where: { purpose: "KNOW_DEVICE" } })).toBe(1);
  });

  it("comes again after a day at the earliest, and only while guessing goes on", async () => {
    await createUser(deps, { email });
    await guessTenTimes();
    await tellOwnersOfGuesses(deps);
    deps.clock.advance({ hours: 23 });
    await takeGuess(deps, { email });
    await tellOwnersOfGuesses(deps);
    expect(await told()).toHaveLength(1);
    deps.clock.advance({ hours: 1 });
    await tellOwnersOfGuesses(deps);
    expect(await told()).toHaveLength(2);
    deps.clock.advance({ hours: 24 });
    await tellOwnersOfGuesses(deps);
    expect(await told()).toHaveLength(2);
  });

  it("goes to nobody before the tenth guess, and for no account that cannot be signed in to by a password", async () => {
    await createUser(deps, { email });
    for (let guess = 0; guess < 9; guess++) await takeGuess(deps, { email });
    await createUser(deps, { email: "new@example.com", isVerified: false });
    await createUser(deps, { email: "oauth@example.com", password: null });
    const suspended = await createUser(deps, { email: "gone@example.com" });
    await deps.db.user.update({ where: { id: suspended.id }, data: { suspendedAt: deps.clock.now() } });
    for (const name of ["new", "oauth", "gone", "nobody"]) await guessTenTimes(`${name}@example.com`);
    await tellOwnersOfGuesses(deps);
    expect(await told()).toEqual([]);
  });

  it("finds the owner among many by an index", async () => {
    await createUser(deps, { email });
    const plan = await deps.db.$transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return await tx.$queryRaw<Record<string, string>[]>`
        EXPLAIN SELECT 1 FROM "User" u WHERE encode(sha256(u."email"::bytea), 'hex') = 'x'`;
    });
    expect(JSON.stringify(plan)).toContain("User_accountKey_idx");
  });
});

describe("the link in it", () => {
  const asker = { client: "192.0.2.1" };

  async function mailedLink(): Promise<{ token: string; passwordHash: string | null }> {
    const user = await createUser(deps, { email });
    await guessTenTimes();
    await tellOwnersOfGuesses(deps);
    const [{ token = "" } = {}] = await mailsTo(deps, email);
    return { token, passwordHash: user.password };
  }

  it("makes one browser a known device, of fifty that try at the same instant", async () => {
    const { token, passwordHash } = await mailedLink();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => unlockDevice(deps, { token }, { client: `192.0.2.${index}` })),
    );
    const unlocked = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.deviceToken] : []));
    expect(unlocked).toHaveLength(1);
    expect(findKnownDevice(deps, { email, passwordHash }, unlocked)).not.toBeNull();
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "invalid")).toHaveLength(49);
    expect(await deps.db.session.count()).toBe(0);
  });

  it("works for a day, and neither another kind of link nor a made-up one does", async () => {
    const { token } = await mailedLink();
    expect(await unlockDevice(deps, { token: "x".repeat(43) }, asker)).toEqual({ ok: false, reason: "invalid" });
    await deps.db.oneTimeToken.updateMany({ data: { purpose: "RESET_PASSWORD" } });
    expect(await unlockDevice(deps, { token }, asker)).toEqual({ ok: false, reason: "invalid" });
    await deps.db.oneTimeToken.updateMany({ data: { purpose: "KNOW_DEVICE" } });
    deps.clock.advance({ hours: 24 });
    expect(await unlockDevice(deps, { token }, asker)).toEqual({ ok: false, reason: "invalid" });
  });
});
