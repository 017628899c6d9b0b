import { beforeEach, describe, expect, it } from "vitest";
import { canonicalEmail, emailSchema, type Email } from "@/core/email";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { admitIdentity } from "@/features/linked-accounts/admit-identity";
import { toIdentity } from "@/features/linked-accounts/identity";
import { credentialsSchema } from "@/features/signin/schema";
import { signin } from "@/features/signin/signin";
import { signup } from "@/features/signup/signup";
import { signupSchema } from "@/features/signup/schema";
import { disposableDomains } from "@/platform/disposable-domains";
import { createTestDeps, testDevice, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { mailsTo } from "./support/mailbox";

const password = "a violet umbrella in may";
const stored = emailSchema.parse("ada.v@bücher.example");

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps();
});

const client = () => `203.0.113.${clients++ % 250}`;

function claim(email: string) {
  return signup(deps, signupSchema.parse({ name: "Ada", email, password }), { client: client(), browserSecret: "own" });
}

function identityAt(email: string, subject = "1") {
  const identity = toIdentity(
    { provider: "google", providerName: "Google" },
    { subject, email, emailVerified: true, name: "Ada" },
  );
  if (!identity) throw new Error("no identity");
  return identity;
}

async function recipients(): Promise<string[]> {
  const mails = await deps.db.outboxMail.findMany({ select: { recipient: true } });
  return [...new Set(mails.map(({ recipient }) => recipient))];
}

describe.each([
  "ada.v@xn--bcher-kva.example",
  "ADA.V@XN--BCHER-KVA.EXAMPLE",
  "Ada.V@BÜCHER.example",
  "  ada.v@bu\u0308cher.example\t",
  "ａｄａ.ｖ@bücher.example",
  "ada.v＠bücher.example",
  "ada.v@bücher\u3002example",
  "ada.v@bücher．example",
  "ada\u2024v@bücher.example",
])("the spelling %j of an address", (spelling) => {
  it("is one account with every other at sign-up", async () => {
    await claim(stored);
    await claim(spelling);
    expect(await deps.db.user.findMany({ select: { email: true } })).toEqual([{ email: stored }]);
    expect(await recipients()).toEqual([stored]);
  });

  it("opens the account at sign-in, by form, NextAuth and API alike", async () => {
    await createUser(deps, { email: stored, password });
    const input = credentialsSchema.parse({ email: spelling, password });
    expect(await signin(deps, input, { client: client(), device: testDevice })).toMatchObject({ ok: true });
  });

  it("asks for a reset of the account, mailed to the one stored address", async () => {
    await createUser(deps, { email: stored, password });
    await requestPasswordReset(deps, { email: emailSchema.parse(spelling) }, { client: client() });
    expect(await mailsTo(deps, stored)).toHaveLength(1);
    expect(await recipients()).toEqual([stored]);
  });

  it("meets the account where a provider names it", async () => {
    const { id } = await createUser(deps, { email: stored, password });
    const admission = await admitIdentity(deps, identityAt(spelling), null);
    expect(admission).toEqual({ ok: false, reason: "needs_local_proof", userId: id });
    expect(await deps.db.user.count()).toBe(1);
  });
});

describe("an address", () => {
  it("is the same after it was made canonical once more", () => {
    for (const typed of [stored, "o'neill@example.co.uk", "δοκιμή@παράδειγμα.example", "İ.ada@example.com"]) {
      const once = canonicalEmail(typed);
      expect(once).not.toBeNull();
      expect(canonicalEmail(once ?? "")).toBe(once);
    }
  });

  it("is the same after once more whatever letter it holds, alone and before marks that join it or pass it by", () => {
    const marks = ["", "\u0301", "\u0307", "\u0323", "\u0327", "\u0345", "\u0307\u0327", "\u0345\u0301"];
    const apart: string[] = [];
    for (let code = 0x21; code < 0x11_0000; code++) {
      const letter = String.fromCodePoint(code);
      for (const mark of code < 0x3000 || (code > 0xa640 && code < 0x1_0000) ? marks : [""]) {
        const once = canonicalEmail(`${letter}${mark}a@example.com`);
        if (once !== null && canonicalEmail(once) !== once) apart.push(code.toString(16));
      }
    }
    expect(apart).toEqual([]);
  });

  it("has no letter or mark that nobody sees", () => {
    const seen: string[] = [];
    for (let code = 0; code < 0x11_0000; code++) {
      const letter = String.fromCodePoint(code);
      if (/\p{Default_Ignorable_Code_Point}/u.test(letter) && canonicalEmail(`a${letter}b@example.com`) !== null)
        seen.push(code.toString(16));
    }
    expect(seen).toEqual([]);
  });

  it.each([
    ["İ\u0327da@example.com", "i\u0327\u0307da@example.com"],
    ["Ϋ\u0301@example.com", "ϋ\u0301@example.com"],
  ])("is one though its capital changes places with its marks: %j", async (capital, small) => {
    await claim(capital);
    await claim(small);
    expect(await deps.db.user.count()).toBe(1);
    expect(await recipients()).toEqual([canonicalEmail(small)]);
  });

  it("keeps what tells two mailboxes apart: a tag, a dot, another alphabet's letter", () => {
    const addresses = ["ada+tag@x.example", "ad.a@x.example", "ada@x.example", "аda@x.example", "ada@х.example"];
    expect(new Set(addresses.map((address) => canonicalEmail(address))).size).toBe(5);
  });

  it.each([
    ["no blank inside", "ada lovelace@example.com"],
    ["no zero-width letter", "ad\u200ba@example.com"],
    ["no soft hyphen in its first part", "ad\u00ada@example.com"],
    ["no mark that turns the direction", "ada\u202emoc@example.com"],
    ["no encoded line break", "ada%0d%0abcc:b@example.com@example.com"],
    ["no line break at its end and a header", "ada@example.com\nbcc: b@example.com"],
    ["no Unicode line break", "ada@example.com\u2028bcc: b@example.com"],
    ["no quoted blank", '"ada lovelace"@example.com'],
    ["no quoted comma", '"a@x.com,b"@example.com'],
    ["no route", "@a.example,@b.example:ada@example.com"],
    ["no percent route", "ada%other.example@"],
    ["no group", "team:ada@example.com,b@example.com;"],
    ["no IPv6 literal", "ada@[IPv6:::1]"],
    ["no number for a host", "ada@2130706433"],
    ["no dot at its end", "ada@example.com."],
    ["no 255 characters", `ada@${"abcdefghi.".repeat(24)}example.com`],
    ["no 320 characters", `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(72)}`],
  ])("has %s", (_, typed) => expect(emailSchema.safeParse(typed).success).toBe(false));
});

describe("a disposable address", () => {
  const disposable = "ada@box.mailinator.com" as Email;
  beforeEach(() => {
    deps = createTestDeps({ disposableDomains });
  });

  it("signs nobody up where the site refuses it, by password or by a provider", async () => {
    expect(await claim(disposable)).toEqual({ ok: false, reason: "disposable_email" });
    expect(await admitIdentity(deps, identityAt(disposable), null)).toEqual({ ok: false, reason: "disposable_email" });
    expect([await deps.db.user.count(), await deps.db.outboxMail.count()]).toEqual([0, 0]);
  });

  it("is refused alike whether it has an account or not", async () => {
    await createUser(deps, { email: disposable, password });
    expect(await claim(disposable)).toEqual({ ok: false, reason: "disposable_email" });
  });

  it("keeps the account that it has: sign-in, reset and a linked provider go on", async () => {
    const { id } = await createUser(deps, { email: disposable, password });
    const input = credentialsSchema.parse({ email: disposable, password });
    expect(await signin(deps, input, { client: client(), device: testDevice })).toMatchObject({ ok: true });
    await requestPasswordReset(deps, { email: disposable }, { client: client() });
    expect(await mailsTo(deps, disposable)).toHaveLength(1);
    const admission = await admitIdentity(deps, identityAt(disposable), null);
    expect(admission).toEqual({ ok: false, reason: "needs_local_proof", userId: id });
  });
});
