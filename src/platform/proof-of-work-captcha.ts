import { hkdfSync } from "node:crypto";
import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { z } from "zod";
import type { Captcha, CaptchaAction, Clock } from "@/core/deps";

/**
 * Each try derives a key by so many rounds, and one in 256 fits: on average 1.3 million rounds, half a second of one core of a desktop
 * and some seconds of an old phone. Checking an answer takes one try; making a challenge takes none.
 */
const work = { algorithm: "PBKDF2/SHA-256", cost: 5_000, keyLength: 32, keyPrefix: "00" };

/** Time to read the form again and type a password once more; answers do not keep for a later attack. */
const ttlMinutes = 10;

export type ProofOfWorkOptions = {
  /** The first signs, all verify. */
  secrets: readonly string[];
  /** The host that a challenge is good for. */
  appUrl: string;
  clock: Clock;
};

const answerSchema = z.object({
  challenge: z.object({
    parameters: z.object({
      ...Object.fromEntries(Object.entries(work).map(([name, value]) => [name, z.literal(value)])),
      nonce: z.string().regex(/^[0-9a-f]{32}$/),
      salt: z.string().regex(/^[0-9a-f]{32}$/),
      data: z.object({ action: z.string(), host: z.string(), until: z.int() }).strict(),
    }),
    signature: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  solution: z.object({ counter: z.int().min(0), derivedKey: z.string().regex(/^[0-9a-f]{64}$/) }),
});

type Answer = z.output<typeof answerSchema>;

/**
 * Captchas without anybody else: the browser finds a number whose derived key starts with a zero byte, by the protocol of ALTCHA. A
 * challenge is signed, under a key for this use alone, with the action, the host and its end; the server keeps nothing of it.
 */
export function createProofOfWorkCaptcha({ secrets, appUrl, clock }: ProofOfWorkOptions): Captcha {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync("sha256", secret, "", "latchkey captcha v1", 32)).toString("hex"),
  );
  const [current] = keys;
  if (current === undefined) throw new Error("Signing challenges needs a secret.");
  const { host } = new URL(appUrl);
  return {
    challenge: async (action) => {
      const until = clock.now().getTime() + ttlMinutes * 60_000;
      const data = { action, host, until };
      const { parameters, signature } = await createChallenge({
        ...work,
        deriveKey,
        data,
        hmacSignatureSecret: current,
      });
      if (signature === undefined) throw new Error("The challenge was not signed.");
      return { kind: "proof-of-work", challenge: { parameters: { ...parameters }, signature } };
    },
    verify: async (text, action) => {
      const answer = readAnswer(text);
      if (!answer || !isFor(answer, { action, host, now: clock.now() })) return { ok: false, reason: "refused" };
      if (!(await isSolved(answer, keys))) return { ok: false, reason: "refused" };
      const { nonce, data } = answer.challenge.parameters;
      return { ok: true, id: `proof-of-work:${nonce}`, expiresAt: new Date(data.until) };
    },
  };
}

/** Base64 of JSON, as ALTCHA's own widget sends it. */
function readAnswer(text: string): Answer | null {
  try {
    const parsed = answerSchema.safeParse(JSON.parse(Buffer.from(text, "base64").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isFor({ challenge }: Answer, wanted: { action: CaptchaAction; host: string; now: Date }): boolean {
  const { action, host, until } = challenge.parameters.data;
  return action === wanted.action && host === wanted.host && until > wanted.now.getTime();
}

/** The signature is looked at before any work is done, so a made-up challenge costs no derivation. */
async function isSolved({ challenge, solution }: Answer, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) {
    const { nonce, salt, data } = challenge.parameters;
    const { verified } = await verifySolution({
      challenge: { parameters: { ...work, nonce, salt, data }, signature: challenge.signature },
      solution: { ...solution, time: 0 },
      deriveKey,
      hmacSignatureSecret: key,
    });
    if (verified) return true;
  }
  return false;
}
