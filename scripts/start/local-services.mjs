import path from "node:path";

/**
 * What local mode puts in the place of a service that production reaches over the network. Each is started before the app, in this
 * order, and ended after it, in the opposite one.
 *
 * @typedef {object} LocalService
 * @property {string} name
 * @property {(chosen: Record<string, string>) => boolean} isWanted false where the developer has set up the real one
 * @property {(settings: import("./settings.mjs").Settings) => Promise<{ environment: Record<string, string>, close: () => Promise<void> }>} start
 *   answers what the app has to know of it
 */

/** @type {LocalService[]} */
export const localServices = [
  {
    name: "database",
    isWanted: (chosen) => chosen.DATABASE_URL === undefined,
    start: async ({ root, dataDir }) => {
      const { openEmbeddedDatabase } = await import("../../src/local/embedded-database/embedded-database.mjs");
      const cacheFile = path.join(root, "node_modules/.cache/latchkey/empty-postgres.tar");
      const database = await openEmbeddedDatabase({ dataDir, cacheFile });
      return { environment: { DATABASE_URL: database.url }, close: database.close };
    },
  },
  {
    name: "providers",
    isWanted: (chosen) => !(chosen.GOOGLE_CLIENT_ID && chosen.GITHUB_ID),
    start: async ({ origin, chosen }) => {
      const { startIdentityProvider } = await import("../../src/local/identity-provider/identity-provider.mjs");
      const { environment, close } = await startIdentityProvider({ appUrl: origin });
      return { environment: withoutReal(environment, chosen), close };
    },
  },
];

/** A provider for which the developer has set up a real client is not played. */
function withoutReal(environment, chosen) {
  const real = [chosen.GOOGLE_CLIENT_ID && "GOOGLE", chosen.GITHUB_ID && "GITHUB"].filter(Boolean);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !real.some((word) => name.includes(word))));
}
