import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";

/** What is put in the place of a true claim; null leaves it out. */
const changedClaims = {
  "id-token-wrong-audience": { aud: "somebody-else", azp: "somebody-else" },
  "id-token-wrong-issuer": { iss: "https://other-issuer.example" },
  "id-token-wrong-nonce": { nonce: "somebody-elses-nonce" },
  "id-token-missing-nonce": { nonce: undefined },
  // Beyond any tolerance for clocks that differ.
  "id-token-expired": { iat: 1_000_000_000, exp: 1_000_003_600 },
};

/**
 * The id_token that a client has to refuse.
 *
 * @param {string} idToken the true one
 * @param {import("./faults.mjs").Fault | null} fault
 * @param {{ signingKey: CryptoKey, clientSecret: string }} keys
 * @returns {Promise<string | undefined>} the true one where the fault is another's; undefined where it is to be missing
 */
export async function forgeIdToken(idToken, fault, { signingKey, clientSecret }) {
  const header = decodeProtectedHeader(idToken);
  const claims = decodeJwt(idToken);
  if (fault === "id-token-missing") return undefined;
  if (fault === "id-token-unsigned") return new UnsecuredJWT(claims).encode();
  if (fault === "id-token-other-key") {
    const { privateKey } = await generateKeyPair("RS256");
    return await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  }
  if (fault === "id-token-hmac") {
    const secret = new TextEncoder().encode(clientSecret);
    return await new SignJWT(claims).setProtectedHeader({ ...header, alg: "HS256" }).sign(secret);
  }
  const changed = changedClaims[fault];
  if (!changed) return idToken;
  return await new SignJWT({ ...claims, ...changed }).setProtectedHeader(header).sign(signingKey);
}
