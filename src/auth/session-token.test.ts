import { createSecretKey, hkdfSync, randomBytes } from "node:crypto";
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { readAuthToken, readSessionToken, signSessionToken } from "./session-token";

const secret = randomBytes(32).toString("base64url");
const key = { secrets: [secret], appUrl: "https://app.example.com" };
const now = new Date("2026-03-01T12:00:00Z");
const session = { secret: "s".repeat(43), userId: "user-1", expiresAt: new Date("2026-03-08T12:00:00Z") };

function withHeader(token: string, header: object): string {
  return [Buffer.from(JSON.stringify(header)).toString("base64url"), ...token.split(".").slice(1)].join(".");
}

describe("session token", () => {
  it("reads back what it signed", () => {
    const token = signSessionToken(key, session, now);
    expect(readSessionToken(key, token, now)).toEqual({ ...session });
  });

  it("is to the letter what jose signs", async () => {
    const token = signSessionToken(key, session, now);
    const own = new Uint8Array(hkdfSync("sha256", secret, "", "latchkey session token v1", 32));
    const { kid = "" } = decodeProtectedHeader(token);
    const claims = { sub: session.userId, sid: session.secret, exp: session.expiresAt.getTime() / 1000 };
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", typ: "session+jwt", kid })
      .setIssuer(key.appUrl)
      .setAudience(`${key.appUrl}#session`)
      .setIssuedAt(now)
      .sign(own);
    expect(token).toBe(signed);
  });

  it("carries no name, address or role that could go stale", () => {
    const token = signSessionToken(key, session, now);
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    expect(Object.keys(payload as object).sort()).toEqual(["aud", "exp", "iat", "iss", "sid", "sub"]);
  });

  it("ends at its expiry to the second", () => {
    const token = signSessionToken(key, session, now);
    expect(readSessionToken(key, token, new Date(session.expiresAt.getTime() - 1000))).not.toBeNull();
    expect(readSessionToken(key, token, session.expiresAt)).toBeNull();
  });

  it("refuses a token signed with another secret, for another origin or for another purpose", async () => {
    const foreign = { secrets: [randomBytes(32).toString("base64url")], appUrl: key.appUrl };
    expect(readSessionToken(key, signSessionToken(foreign, session, now), now)).toBeNull();
    const elsewhere = { ...key, appUrl: "https://other.example.com" };
    expect(readSessionToken(key, signSessionToken(elsewhere, session, now), now)).toBeNull();
    const plain = await new SignJWT({ sid: session.secret })
      .setProtectedHeader({ alg: "HS256", typ: "session+jwt" })
      .setSubject(session.userId)
      .setIssuer(key.appUrl)
      .setAudience(`${key.appUrl}#session`)
      .setExpirationTime(session.expiresAt)
      .sign(createSecretKey(Buffer.from(secret)));
    expect(readSessionToken(key, plain, now)).toBeNull();
  });

  it("refuses every algorithm but its own, and keys named in the header", () => {
    const token = signSessionToken(key, session, now);
    const unsigned = new UnsecuredJWT({ sid: session.secret, sub: session.userId })
      .setIssuer(key.appUrl)
      .setAudience(`${key.appUrl}#session`)
      .setExpirationTime(session.expiresAt)
      .encode();
    const forged = [
      unsigned,
      ...["none", "None", "nOnE", "HS384", "RS256"].map((alg) => withHeader(token, { alg, typ: "session+jwt" })),
      withHeader(token, { alg: "HS256", typ: "JWT" }),
      withHeader(token, { alg: "HS256", typ: "session+jwt", kid: "../../etc/passwd" }),
      withHeader(token, { alg: "HS256", typ: "session+jwt", jku: "https://evil.example/jwks" }),
      withHeader(token, { alg: "HS256", typ: "session+jwt", crit: ["b64"], b64: false }),
    ];
    for (const attempt of forged) expect(readSessionToken(key, attempt, now)).toBeNull();
  });

  it("refuses what is changed in, expired of, or signed under a retired secret for a token that was read before", () => {
    const token = signSessionToken(key, session, now);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...claims, sub: "user-2" })).toString("base64url");
    const rotated = { ...key, secrets: [randomBytes(32).toString("base64url"), secret] };
    const retired = { ...key, secrets: rotated.secrets.slice(0, 1) };
    for (let round = 0; round < 2; round++) expect(readSessionToken(rotated, token, now)).toEqual({ ...session });
    expect(readSessionToken(rotated, `${header}.${other}.${signature}`, now)).toBeNull();
    expect(readSessionToken(rotated, token, session.expiresAt)).toBeNull();
    expect(readSessionToken({ ...rotated, appUrl: "https://other.example.com" }, token, now)).toBeNull();
    expect(readSessionToken(retired, token, now)).toBeNull();
    expect(readAuthToken(rotated, token, now)).toBeNull();
  });

  it("refuses whatever is truncated, changed or no token at all", () => {
    const token = signSessionToken(key, session, now);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const broken = [
      "",
      ".",
      "..",
      "a.b.c",
      token.slice(0, -1),
      `${header}.${payload}.`,
      `${token}.x`,
      "x".repeat(10_000),
    ];
    for (let index = 0; index < signature.length - 1; index += 5) {
      const flipped = signature[index] === "A" ? "B" : "A";
      broken.push(`${header}.${payload}.${signature.slice(0, index)}${flipped}${signature.slice(index + 1)}`);
    }
    for (const attempt of broken) expect(readSessionToken(key, attempt, now)).toBeNull();
  });

  it("refuses a well-signed token without an end, an owner or a session", async () => {
    const own = new Uint8Array(hkdfSync("sha256", secret, "", "latchkey session token v1", 32));
    const whole = {
      sid: session.secret,
      sub: session.userId,
      iat: now.getTime() / 1000,
      exp: session.expiresAt.getTime() / 1000,
    };
    const { kid } = decodeProtectedHeader(signSessionToken(key, session, now));
    const sign = (claims: Record<string, unknown>) =>
      new SignJWT({ iss: key.appUrl, aud: `${key.appUrl}#session`, ...claims })
        .setProtectedHeader({ alg: "HS256", typ: "session+jwt", ...(kid === undefined ? {} : { kid }) })
        .sign(own);
    expect(readSessionToken(key, await sign(whole), now)).not.toBeNull();
    for (const change of [
      { exp: undefined },
      { sub: undefined },
      { sid: undefined },
      { sid: 1 },
      { exp: String(whole.exp) },
    ]) {
      expect(readSessionToken(key, await sign({ ...whole, ...change }), now)).toBeNull();
    }
  });
});
