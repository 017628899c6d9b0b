import type { TestProject } from "vitest/node";
import { buildApps } from "./app-build";
import * as templateDatabase from "./template-database.setup";

/** Vitest's global setup of the projects that need the built app, and databases for it; what is built already costs nothing. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildApps(["production", "no-proxy", "bare"]);
  return await templateDatabase.setup(project);
}
