import { pbkdf2Sync, scryptSync } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { readForeignHash } from "./foreign-hash";
import { createPasswordHasher } from "./password-hasher";

const hasher = createPasswordHasher({ size: 2 });
afterAll(() => hasher.close());

const b64 = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const hexB64 = (hex: string) => b64(Buffer.from(hex.replace(/\s/g, ""), "hex"));
const textB64 = (text: string) => b64(Buffer.from(text));

/** RFC 7914, section 12. */
const scryptVector =
  hexB64(`70 23 bd cb 3a fd 73 48 46 1c 06 cd 81 fd 38 eb fd a8 fb ba 90 4f 8e 3e a9 b5 43 f6 54 5d a1 f2
  d5 43 29 55 61 3f 0f cf 62 d4 97 05 24 2a 9a f9 e6 1e 85 dc 0d 65 1e 40 df cf 01 7b 45 57 58 87`);
const scryptVectorP16 =
  hexB64(`fd ba be 1c 9d 34 72 00 78 56 e7 19 0d 01 e9 fe 7c 6a d7 cb c8 23 78 30 e7 73 76 63 4b 37 31 62
  2e af 30 d9 2e 22 a3 88 6f f1 09 27 9d 98 30 da c7 27 af b9 4a 83 ee 6d 83 60 cb df a2 cc 06 40`);
/** RFC 7914, section 11. */
const pbkdf2Vector = hexB64(
  `55 ac 04 6e 56 e3 08 9f ec 16 91 c2 25 44 b6 05 f9 41 85 21 6d de 04 65 e6 8b 9d 57 c2 0d ac bc
  a1 28 3d 2b 2f b7 f3 9f 5d 6c 9e 3f c6 b3 05 3f`.slice(0, 95),
);

describe("hashes of other systems", () => {
  it.each([
    ["scrypt of RFC 7914", "pleaseletmein", `$scrypt$ln=14,r=8,p=1$${textB64("SodiumChloride")}$${scryptVector}`],
    ["scrypt of RFC 7914 with p=16", "password", `$scrypt$ln=10,r=8,p=16$${textB64("NaCl")}$${scryptVectorP16}`],
    ["PBKDF2-SHA256 of RFC 7914", "passwd", `$pbkdf2-sha256$i=1$${textB64("salt")}$${pbkdf2Vector}`],
    [
      "PBKDF2-SHA256 of passlib's documentation",
      "toomanysecrets",
      "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
    ],
    [
      "PBKDF2-SHA512 of passlib's tests",
      "password",
      "$pbkdf2-sha512$1212$RHY0Fr3IDMSVO/RSZyb5ow$eNLfBK.eVozomMr.1gYa17k9B7KIK25NOEshvhrSX.esqY3s.FvWZViXz4KoLlQI.BzY/YTNJOiKc5gBYFYGww",
    ],
    [
      "scrypt of passlib's documentation",
      "password",
      "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
    ],
    ["Django's PBKDF2", "lètmein", "pbkdf2_sha256$10000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY="],
  ])("matches %s, asks for a new hash, and matches no other password", async (_, password, hash) => {
    expect(await hasher.verify(password, hash)).toEqual({ ok: true, matches: true, outdated: true });
    expect(await hasher.verify(`${password} `, hash)).toMatchObject({ matches: false });
    expect(await hasher.verify("", hash)).toMatchObject({ matches: false });
  });

  it("matches Better Auth's scrypt, which folds the password to NFKC", async () => {
    const salt = "00112233445566778899aabbccddeeff";
    const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 };
    const hash = `${salt}:${scryptSync("cafe\u0301 １２".normalize("NFKC"), salt, 64, cost).toString("hex")}`;
    expect(await hasher.verify("cafe\u0301 １２", hash)).toEqual({ ok: true, matches: true, outdated: true });
    expect(await hasher.verify("caf\u00e9 12", hash)).toMatchObject({ matches: true });
    expect(await hasher.verify("cafe 12", hash)).toMatchObject({ matches: false });
  });

  it("compares what was typed, in no other form, with the hashes of systems that fold nothing", async () => {
    const typed = "cafe\u0301 by the river";
    const key = pbkdf2Sync(typed, "seasalt", 1000, 32, "sha256").toString("base64");
    expect(await hasher.verify(typed, `pbkdf2_sha256$1000$seasalt$${key}`)).toMatchObject({ matches: true });
    expect(await hasher.verify(typed.normalize("NFC"), `pbkdf2_sha256$1000$seasalt$${key}`)).toMatchObject({
      matches: false,
    });
  });

  const salt = textB64("somesaltsomesalt");
  const key = b64(Buffer.alloc(32, 7));
  it.each([
    ["scrypt of 16 GiB", `$scrypt$ln=24,r=8,p=1$${salt}$${key}`],
    ["scrypt of 2^99 steps", `$scrypt$ln=99,r=8,p=1$${salt}$${key}`],
    ["scrypt in a thousand lanes", `$scrypt$ln=14,r=8,p=1000$${salt}$${key}`],
    ["scrypt with wide blocks", `$scrypt$ln=10,r=9999,p=1$${salt}$${key}`],
    ["scrypt of no step", `$scrypt$ln=0,r=8,p=1$${salt}$${key}`],
    ["scrypt without lanes", `$scrypt$ln=14,r=8,p=0$${salt}$${key}`],
    ["PBKDF2 of 99 million rounds", `$pbkdf2-sha256$i=99999999$${salt}$${key}`],
    ["PBKDF2 of more digits than are read", `pbkdf2_sha256$${"9".repeat(40)}$salt$${key}=`],
    ["PBKDF2 of no round", `$pbkdf2-sha512$i=0$${salt}$${key}`],
    ["a key of a megabyte", `$pbkdf2-sha256$i=1000$${salt}$${b64(Buffer.alloc(1_000_000))}`],
    ["a key of no byte", `$pbkdf2-sha256$i=1000$${salt}$A`],
    ["a key that chance would match", `$scrypt$ln=10,r=8,p=1$${salt}$${b64(Buffer.alloc(4))}`],
    ["a salt of a megabyte", `$pbkdf2-sha256$i=1000$${b64(Buffer.alloc(1_000_000))}$${key}`],
    ["SHA-1, which nobody should have used", `$pbkdf2-sha1$i=1000$${salt}$${key}`],
    ["half of Better Auth's", `${"0".repeat(32)}:${"0".repeat(64)}`],
  ])("reads no %s, so that a planted hash exhausts nothing", (_, hash) => {
    expect(readForeignHash(hash)).toBeNull();
  });

  it("compares by the costliest hash that it reads, and goes on", { timeout: 120_000 }, async () => {
    const hashes = [`$scrypt$ln=17,r=15,p=4$${salt}$${key}`, `$pbkdf2-sha512$i=5000000$${salt}$${key}`];
    for (const hash of hashes) {
      expect(readForeignHash(hash)).not.toBeNull();
      expect(await hasher.verify("anything", hash)).toEqual({ ok: true, matches: false, outdated: true });
    }
    expect(await hasher.hash("a violet umbrella")).toMatchObject({ ok: true });
  });
});
