/** The parameters of a challenge by the protocol of ALTCHA, version 2. */
export type ProofOfWork = {
  parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string };
  signature: string;
};

/** So many derivations at a time: the browser spreads them over its cores, and the page stays quick. */
const atOnce = 4;

/** A number that fits is found after 256 tries on average; this many in vain come up once in a billion times. */
const triesMax = 5_500;

/**
 * Searches for the number whose derived key starts with the wanted prefix, and answers it as the server reads it. The browser derives
 * keys in threads of its own. Throws when `signal` is aborted, or where the browser derives no keys.
 */
export async function solveProofOfWork(challenge: ProofOfWork, signal: AbortSignal): Promise<string> {
  const started = performance.now();
  const { keyPrefix } = challenge.parameters;
  for (let next = 0; next < triesMax; next += atOnce) {
    signal.throwIfAborted();
    const counters = Array.from({ length: atOnce }, (_, offset) => next + offset);
    const keys = await Promise.all(counters.map((counter) => deriveKey(challenge, counter)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found < 0) continue;
    const time = Math.round(performance.now() - started);
    return btoa(JSON.stringify({ challenge, solution: { counter: next + found, derivedKey: keys[found], time } }));
  }
  throw new Error("no number fits");
}

async function deriveKey({ parameters }: ProofOfWork, counter: number): Promise<string> {
  const nonce = fromHex(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(parameters.salt), iterations: parameters.cost };
  const bits = await crypto.subtle.deriveBits(derivation, key, parameters.keyLength * 8);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
