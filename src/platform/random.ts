import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Random } from "@/core/deps";

const secretBytes = 32;

/** The system's generator. */
export function createRandom(): Random {
  return {
    secret: () => randomBytes(secretBytes).toString("base64url"),
    code: () => String(randomInt(1_000_000)).padStart(6, "0"),
    id: () => randomUUID(),
  };
}
