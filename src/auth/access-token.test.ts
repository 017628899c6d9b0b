import { randomBytes } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { accessTokenAudience, publicKeys, readAccessToken, signAccessToken } from "./access-token";

const appUrl = "https://app.example.com";
const newSecret = () => randomBytes(32).toString("base64url");
const keys = { secrets: [newSecret()], appUrl };
const now = new Date("2026-03-01T12:00:00Z");
const session = { sessionId: "session-1", userId: "user-1", expiresAt: new Date("2026-03-08T12:00:00Z") };

describe("access token", () => {
  it("reads back what it signed, for ten minutes", async () => {
    const { token, expiresAt } = await signAccessToken(keys, session, now);
    expect(expiresAt).toEqual(new Date("2026-03-01T12:10:00Z"));
    expect(await readAccessToken(keys, token, new Date("2026-03-01T12:09:59Z"))).toEqual({
      sessionId: "session-1",
      userId: "user-1",
    });
    expect(await readAccessToken(keys, token, expiresAt)).toBeNull();
  });

  it("never outlives its session", async () => {
    const soon = new Date("2026-03-01T12:00:30Z");
    const { token, expiresAt } = await signAccessToken(keys, { ...session, expiresAt: soon }, now);
    expect(expiresAt).toEqual(soon);
    expect(await readAccessToken(keys, token, soon)).toBeNull();
  });

  it("is verified by anybody with the published keys, which hold nothing private", async () => {
    const { token } = await signAccessToken(keys, session, now);
    const published = await publicKeys(keys.secrets);
    expect(Object.keys(published.keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
    const { payload } = await jwtVerify(token, createLocalJWKSet(published), {
      issuer: appUrl,
      audience: accessTokenAudience(appUrl),
      currentDate: now,
    });
    expect(payload.sub).toBe("user-1");
  });

  it("lives through a rotation of the secret, and dies with the secret's retirement", async () => {
    const { token } = await signAccessToken(keys, session, now);
    const next = newSecret();
    expect(await readAccessToken({ secrets: [next, ...keys.secrets], appUrl }, token, now)).not.toBeNull();
    expect(await readAccessToken({ secrets: [next], appUrl }, token, now)).toBeNull();
    const renewed = await signAccessToken({ secrets: [next, ...keys.secrets], appUrl }, session, now);
    expect(decodeProtectedHeader(renewed.token).kid).not.toBe(decodeProtectedHeader(token).kid);
  });
});
