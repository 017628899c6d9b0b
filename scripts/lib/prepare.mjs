import { clientIsCurrent, packagesAreCurrent, stampClient } from "../start/staleness.mjs";
import { capture } from "./run.mjs";

/**
 * Installs the packages and generates the database client, each only where it is missing or out of date.
 * @param {ReturnType<typeof import("../start/progress.mjs").createProgress>} progress
 */
export async function prepare(progress) {
  const root = process.cwd();
  if (!packagesAreCurrent(root)) {
    const install = () => capture("npm", ["ci", "--include=dev", "--no-fund", "--no-audit", "--loglevel=error"]);
    await progress.step("packages", "installing", install);
  }
  if (!clientIsCurrent(root)) {
    await progress.step("client", "generating", () => capture("npx", ["prisma", "generate"]));
    stampClient(root);
  }
}
