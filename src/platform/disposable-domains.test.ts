import { disposableEmailBlocklist } from "disposable-email-domains-js";
import { describe, expect, it } from "vitest";
import { canonicalEmail, emailSchema } from "@/core/email";
import { disposableDomains } from "./disposable-domains";

const includes = (email: string) => disposableDomains.includes(emailSchema.parse(email));

describe("disposable domains", () => {
  it.each(["ada@mailinator.com", "Ada@MAILINATOR.com", "ada@any.sub.mailinator.com", "ada@ｍailinator.com"])(
    "knows %s",
    (email) => expect(includes(email)).toBe(true),
  );

  it.each([
    "ada@example.com",
    "ada@gmail.com",
    "ada@proton.me",
    "ada@icloud.com",
    "ada@privaterelay.appleid.com",
    "ada@users.noreply.github.com",
    "ada@mailinator.com.example.com",
    "ada@notmailinator.example",
    "mailinator.com@example.com",
  ])("does not know %s", (email) => expect(includes(email)).toBe(false));

  it("knows every domain of a list of thousands, none of them a whole country", () => {
    const domains = disposableEmailBlocklist();
    expect(domains.length).toBeGreaterThan(3_000);
    expect(domains.filter((domain) => !domain.includes("."))).toEqual([]);
    const typed = domains.filter((domain) => canonicalEmail(`ada@${domain}`) !== null);
    expect(typed.length).toBe(domains.length);
    expect(typed.filter((domain) => !includes(`ada@${domain}`))).toEqual([]);
  });
});
