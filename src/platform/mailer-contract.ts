import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mailer, OutgoingMail } from "@/core/deps";

export type ArrivedMail = { to: string; subject: string; text: string; html: string };

/** A driver with the other end that it speaks to. */
export type MailerStand = {
  mailer: Mailer;
  /** What lies in the mailboxes, oldest first. What can be known for the repeat of another counts once. */
  arrived(): Promise<ArrivedMail[]>;
  /** From now on nothing gets through, until `recover`. */
  fail(): Promise<void> | void;
  recover(): Promise<void> | void;
  close(): Promise<void>;
};

let mails = 0;

function newMail(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  mails += 1;
  const id = `00000000-0000-4000-8000-${String(mails).padStart(12, "0")}`;
  return { id, to: "ada@example.com", subject: "Hello", text: "plain part", html: "<p>rich part</p>", ...changes };
}

/** What every driver of the mailer guarantees. A driver's own test file says what only it can do. */
export function describeMailer(driver: string, openStand: () => Promise<MailerStand>): void {
  let stand: MailerStand;
  beforeEach(async () => {
    stand = await openStand();
  });
  afterEach(async () => {
    await stand.close();
  });

  describe(driver, () => {
    it("delivers subject and both parts to one recipient", async () => {
      const { id, ...mail } = newMail();
      expect(await stand.mailer.send({ id, ...mail })).toMatchObject({ ok: true });
      expect(await stand.arrived()).toEqual([mail]);
    });

    it("changes nothing that transports like to change", async () => {
      const text = [".", ".. two dots", "From here", "", "Grüße 🚪 ñ", "x".repeat(1_500), "=3D %40 &amp;"].join("\n");
      const html = `<p>${text}</p>`;
      const { id, ...mail } = newMail({ subject: "Grüße 🚪, and a long subject ".repeat(6).trim(), text, html });
      await stand.mailer.send({ id, ...mail });
      expect(await stand.arrived()).toEqual([mail]);
    });

    it("makes one mail of one id, however often and however much at once it is sent", async () => {
      const mail = newMail();
      await Promise.all(Array.from({ length: 5 }, () => stand.mailer.send(mail)));
      await stand.mailer.send(mail);
      expect(await stand.arrived()).toHaveLength(1);
    });

    it("sends many at once, each to its own recipient", async () => {
      const sent = Array.from({ length: 10 }, (_, index) => newMail({ to: `person${index}@example.com` }));
      await Promise.all(sent.map((mail) => stand.mailer.send(mail)));
      const recipients = (await stand.arrived()).map(({ to }) => to);
      expect(recipients.sort()).toEqual(sent.map(({ to }) => to).sort());
    });

    it("throws nothing while the other end is away, asks for another try, and then gets through", async () => {
      const mail = newMail();
      await stand.fail();
      expect(await stand.mailer.send(mail)).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
      expect(await stand.arrived()).toEqual([]);
      await stand.recover();
      expect(await stand.mailer.send(mail)).toMatchObject({ ok: true });
      expect(await stand.arrived()).toHaveLength(1);
    });
  });
}
