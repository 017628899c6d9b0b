import { readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import type { PasswordWeakness } from "@/features/password/check-password";
import { setFirstPassword } from "@/features/password-change/set-first-password";
import { setFirstPasswordSchema } from "@/features/password-change/schema";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { resetPassword } from "@/features/password-reset/reset-password";
import { resetPasswordSchema } from "@/features/password-reset/schema";
import { signup } from "@/features/signup/signup";
import { signupSchema } from "@/features/signup/schema";
import { createTestDeps, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { mailsTo } from "./support/mailbox";
import { newViewer } from "./support/viewer";

const owner = { email: "ada.lovelace@example.com", name: "Ada King Lovelace" };
const leaked = "a violet umbrella that leaked";

let deps: TestDeps;
let asked: string[];
beforeEach(() => {
  asked = [];
  const includes = (password: string) => {
    asked.push(password);
    return Promise.resolve(password === leaked);
  };
  deps = createTestDeps({ breachedPasswords: { includes } });
});

type Answer = { ok: boolean; reason?: string; weakness?: PasswordWeakness };

/** Every place that takes a new password, by the file that hashes it. The API takes none. */
const places: Record<string, (password: string) => Promise<Answer>> = {
  "signup/signup.ts": (password) =>
    signup(deps, signupSchema.parse({ ...owner, password }), { client: "203.0.113.1", browserSecret: "own" }),
  "password-reset/reset-password.ts": async (password) => {
    await createUser(deps, owner);
    await requestPasswordReset(deps, { email: emailSchema.parse(owner.email) }, { client: "203.0.113.1" });
    const token = (await mailsTo(deps, owner.email))[0]?.token ?? "";
    const input = { token, password: resetPasswordSchema.parse({ password }).password };
    return await resetPassword(deps, input, { client: "203.0.113.1" });
  },
  "password-change/set-first-password.ts": async (password) => {
    const user = await createUser(deps, { ...owner, password: null });
    const viewer = await newViewer(deps, user.id);
    return await setFirstPassword(deps, viewer, setFirstPasswordSchema.parse({ password }), { client: "203.0.113.1" });
  },
};

/** The one that hashes a password anew which was taken before. */
const rehashing = "signin/signin.ts";

it("knows every place that hashes a password", () => {
  const folder = new URL("../src/features/", import.meta.url);
  const hashing = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => /(?<!\.test)\.ts$/.test(file) && readFileSync(new URL(file, folder), "utf8").includes("hasher.hash("),
  );
  expect(hashing.sort()).toEqual([...Object.keys(places), rehashing].sort());
});

describe.each(Object.keys(places))("%s", (place) => {
  const offer = async (password: string) => {
    const answer = await places[place]?.(password);
    return answer?.ok ? "accepted" : (answer?.weakness ?? answer?.reason);
  };

  it.each([
    ["seven lamps ab", "too_short"],
    ["a lamp by river 7 ".repeat(15), "too_long"],
    ["Password123456789!", "common"],
    ["ada.lovelace.latchkey", "contains_context"],
    ["L0velace@example.com", "contains_context"],
    ["app.example.com-ádmin", "contains_context"],
    ["a violet umbrella \ud83e", "unreadable"],
    [leaked, "breached"],
    ["a violet umbrella in may", "accepted"],
    [" a blank at either end ", "accepted"],
  ])("answers to %j: %s", async (password, answer) => {
    expect(await offer(password)).toBe(answer);
  });

  it("asks about leaks the password as it was typed", async () => {
    await offer(" a blank at either end ");
    expect(asked).toEqual([" a blank at either end "]);
  });

  it("asks about no password that the rest of the policy refuses", async () => {
    await offer("Password123456789!");
    expect(asked).toEqual([]);
  });
});
