import { beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import { requestPasswordReset } from "@/features/password-reset/request-password-reset";
import { signup } from "@/features/signup/signup";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsHaveRoom } from "./mails-have-room";
import { mailCeilings } from "./policy";

let deps: TestDeps;
let queued = 0;
beforeEach(() => {
  deps = createTestDeps();
});

async function queueMails(count: number, domain: string | null = null, kind = "verification-link"): Promise<void> {
  const at = deps.clock.now();
  await deps.db.outboxMail.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      id: `mail ${queued++}`,
      kind,
      recipient: `person@${domain ?? `host-${index}.example`}`,
      createdAt: at,
      dueAt: at,
    })),
  });
}

const hasRoom = (to: string, isToOwner = false) =>
  deps.db.$transaction((tx) => mailsHaveRoom(tx, { to, now: deps.clock.now(), isToOwner }));

describe("the ceilings of mail", () => {
  it("hold newcomers' mails to a thousand an hour for one domain, and no other domain suffers", async () => {
    await queueMails(mailCeilings.domain.max - 1, "example.com");
    expect(await hasRoom("ada@example.com")).toBe(true);
    await queueMails(1, "example.com");
    expect(await hasRoom("ada@example.com")).toBe(false);
    expect(await hasRoom("ada@sub.example.com")).toBe(true);
    expect(await hasRoom("ada@example.org")).toBe(true);
    deps.clock.advance({ minutes: 60 });
    expect(await hasRoom("ada@example.com")).toBe(true);
  });

  it("take no account of what people are told of their own account, which they can cause as often as they like", async () => {
    await queueMails(mailCeilings.site.max, "example.com", "token-created");
    expect(await hasRoom("ada@example.com")).toBe(true);
  });

  it("keep the last third of the site's for owners of confirmed accounts", async () => {
    await queueMails(mailCeilings.newcomers.max);
    expect(await hasRoom("ada@example.com")).toBe(false);
    expect(await hasRoom("ada@example.com", true)).toBe(true);
    deps.clock.advance({ minutes: 1 });
    await queueMails(mailCeilings.site.max - mailCeilings.newcomers.max);
    expect(await hasRoom("ada@example.com", true)).toBe(false);
  });
});

describe("a flood of sign-ups that has met the ceiling", () => {
  beforeEach(() => queueMails(mailCeilings.newcomers.max));

  it("takes no reset link from an owner", async () => {
    const owner = await createUser(deps);
    await requestPasswordReset(deps, { email: emailSchema.parse(owner.email) }, { client: "203.0.113.7" });
    expect(await deps.db.outboxMail.count({ where: { kind: "reset-link", recipient: owner.email } })).toBe(1);
  });

  it("is answered as ever, and writes neither mail nor link", async () => {
    const email = emailSchema.parse("new@example.com");
    const input = { name: "Ada", email, password: "seven quiet lanterns on the pier" };
    expect(await signup(deps, input, { client: "203.0.113.7", browserSecret: "secret" })).toEqual({ ok: true });
    expect(await deps.db.outboxMail.count({ where: { recipient: email } })).toBe(0);
    expect(await deps.db.oneTimeToken.count()).toBe(0);
  });
});
