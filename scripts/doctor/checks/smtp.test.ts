import { afterEach, expect, it } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { startSmtp } from "../../../tests/support/doctor-smtp";
import { untilOneHolds } from "../../../tests/support/pace";
import { checkSmtp } from "./smtp";

const closing: (() => unknown)[] = [];
const onClose = (close: () => unknown) => closing.push(close);
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it("is content where the mail server lets the app in", async () => {
  const { id, level } = await checkSmtp(`smtp://app:right@127.0.0.1:${await startSmtp(onClose)}`);
  expect({ id, level }).toEqual({ id: "mail", level: "good" });
});

it("finds a refused password, and tells nothing of it", async () => {
  const finding = await checkSmtp(`smtp://app:wrong-password-7f3a@127.0.0.1:${await startSmtp(onClose)}`);
  expect(finding.id).toBe("mail.auth");
  expect(JSON.stringify(finding)).not.toContain("7f3a");
});

it("finds a mail server that speaks no TLS where it is asked for", async () => {
  expect((await checkSmtp(`smtps://app:right@127.0.0.1:${await startSmtp(onClose)}`)).id).toBe("mail.tls");
});

it("finds a mail server that is away, or says nothing, in time", async () => {
  expect((await checkSmtp(`smtp://127.0.0.1:${await freePort()}`)).id).toBe("mail.away");
  const round = async () => {
    const before = performance.now();
    expect((await checkSmtp(`smtp://127.0.0.1:${await startSmtp(onClose, { mute: true })}`)).id).toBe("mail.away");
    return performance.now() - before;
  };
  expect(await untilOneHolds(round, (tookMs) => tookMs < 3_000)).toBeLessThan(3_000);
});
