import { hash } from "node:crypto";

/**
 * SHA-256 (hex) of a secret of 256 bits, for the database: fast is right here, since such a secret cannot be guessed,
 * and a look-up by hash compares nothing that a timing could reveal.
 */
export function tokenHash(secret: string): string {
  return hash("sha256", secret, "hex");
}
