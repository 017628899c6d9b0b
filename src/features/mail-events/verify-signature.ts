import { createHmac, timingSafeEqual } from "node:crypto";
import { toleranceSeconds } from "./policy";

/** What a call says of itself, as its headers came; null where there was none. */
export type SignedCall = { id: string | null; timestamp: string | null; signature: string | null; body: string };

const secretPrefix = "whsec_";
const idPattern = /^[\w.-]{1,128}$/;
/** Several while the provider changes its secret; more than these are nobody's. */
const maxSignatures = 10;

/**
 * Whether the call was signed with one of the secrets within the tolerance, by the scheme of Standard Webhooks (HMAC-SHA256 over id, time and
 * body), which Resend uses. Then it answers the call's id, the same with each repeat. Throws never; secrets are `whsec_` and base64.
 */
export function verifySignature(
  secrets: readonly string[],
  { id, timestamp, signature, body }: SignedCall,
  now: Date,
): { ok: true; id: string } | { ok: false; reason: "unsigned" | "out_of_time" | "forged" } {
  if (id === null || !idPattern.test(id) || timestamp === null || !/^\d{1,12}$/.test(timestamp) || signature === null)
    return { ok: false, reason: "unsigned" };
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds)
    return { ok: false, reason: "out_of_time" };
  const signed = `${id}.${timestamp}.${body}`;
  const expected = secrets.map((secret) => createHmac("sha256", keyOf(secret)).update(signed).digest());
  const given = signature.split(" ").slice(0, maxSignatures).flatMap(readSignature);
  const matches = given.some((mac) => expected.some((own) => mac.length === own.length && timingSafeEqual(mac, own)));
  return matches ? { ok: true, id } : { ok: false, reason: "forged" };
}

/** The key of a secret as the provider shows it. */
export function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(secretPrefix.length), "base64");
}

function readSignature(text: string): Buffer[] {
  const [version, mac] = text.split(",");
  return version === "v1" && mac !== undefined ? [Buffer.from(mac, "base64")] : [];
}
