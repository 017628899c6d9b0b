import { Resend } from "resend";
import { describe, expect, test } from "vitest";
import { signEvent, webhookSecrets } from "../../../tests/support/mail-event";
import { verifySignature } from "./verify-signature";

const [secret, other] = webhookSecrets;
const now = new Date("2026-03-01T12:00:00Z");
const body = '{"type":"email.delivered"}';
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe("a signature", () => {
  test("is taken where Resend's own SDK takes it, and refused where that refuses it", () => {
    const today = new Date();
    const resend = new Resend("re_test");
    for (const signedWith of webhookSecrets) {
      const call = signEvent(body, { secret: signedWith, at: today });
      let sdkTakes = true;
      try {
        const { id, timestamp, signature } = call;
        resend.webhooks.verify({ payload: body, headers: { id, timestamp, signature }, webhookSecret: secret });
      } catch {
        sdkTakes = false;
      }
      expect(verifySignature([secret], call, today).ok).toBe(sdkTakes);
    }
  });

  test("is taken by any secret that is set, the first or the second, and by one of several signatures", () => {
    for (const signedWith of webhookSecrets) {
      const call = signEvent(body, { secret: signedWith, at: now });
      expect(verifySignature(webhookSecrets, call, now)).toEqual({ ok: true, id: call.id });
    }
    const id = "msg_1";
    const both = webhookSecrets.map((each) => signEvent(body, { secret: each, id, at: now }).signature).join(" ");
    expect(verifySignature([other], { ...signEvent(body, { id, at: now }), signature: both }, now).ok).toBe(true);
  });

  test.each([-300, 0, 300])("is taken %i s from our time", (seconds) => {
    expect(verifySignature([secret], signEvent(body, { at: after(seconds) }), now).ok).toBe(true);
  });

  test.each([-301, 301, -86_400, 86_400])("is refused %i s from our time", (seconds) => {
    const call = signEvent(body, { at: after(seconds) });
    expect(verifySignature([secret], call, now)).toEqual({ ok: false, reason: "out_of_time" });
  });

  const call = signEvent(body, { id: "msg_1", at: now });
  test.each([
    ["another secret", signEvent(body, { secret: other, id: "msg_1", at: now })],
    ["an altered body", { ...call, body: `${body} ` }],
    ["another id", { ...call, id: "msg_2" }],
    ["another time within the tolerance", { ...call, timestamp: String(Number(call.timestamp) + 1) }],
    ["another version", { ...call, signature: call.signature.replace("v1,", "v2,") }],
    ["no version", { ...call, signature: call.signature.slice(3) }],
    ["half a signature", { ...call, signature: call.signature.slice(0, 20) }],
    ["an empty signature", { ...call, signature: "v1," }],
    ["nothing", { ...call, signature: "" }],
    ["what is no base64", { ...call, signature: "v1,%%%%" }],
    ["the right one behind ten wrong ones", { ...call, signature: `${"v1,AAAA ".repeat(10)}${call.signature}` }],
  ])("is refused that is of %s", (_case, forged) => {
    expect(verifySignature([secret], forged, now)).toEqual({ ok: false, reason: "forged" });
  });

  test.each([
    ["no id", { id: null }],
    ["no time", { timestamp: null }],
    ["no signature", { signature: null }],
    ["an empty id", { id: "" }],
    ["a doubled id", { id: "msg_1, msg_1" }],
    ["a long id", { id: "m".repeat(129) }],
    ["an id with a line break", { id: "msg\n1" }],
    ["a time in words", { timestamp: "now" }],
    ["a time with a sign", { timestamp: "-1" }],
    ["a doubled time", { timestamp: `${call.timestamp}, ${call.timestamp}` }],
    ["a broken time", { timestamp: `${call.timestamp}.5` }],
  ])("is refused with %s", (_case, headers) => {
    expect(verifySignature([secret], { ...call, ...headers }, now)).toEqual({ ok: false, reason: "unsigned" });
  });

  test("is refused where no secret is set", () => {
    expect(verifySignature([], call, now).ok).toBe(false);
  });
});
