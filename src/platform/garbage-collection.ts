import { setFlagsFromString } from "node:v8";

/**
 * Lets the thread that answers collect what is young by itself. V8 would share that work among helper threads and wait for the last of
 * them: in a storm of sign-ins every core hashes, so that it waits for a core, and what the helpers do costs more than it saves. A Node
 * that no longer knows the flag says so, and goes on.
 */
export function collectYoungAlone(): void {
  setFlagsFromString("--no-parallel-scavenge");
}
