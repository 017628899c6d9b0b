import { buildApps } from "./app-build";

/** Vitest's global setup of the projects that need the built app; what is built already costs nothing. */
export async function setup(): Promise<void> {
  await buildApps(["production", "no-proxy", "bare"]);
}
