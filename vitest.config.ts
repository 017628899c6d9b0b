import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": path.resolve(import.meta.dirname, "src"),
  // A marker for the bundler that a module must not reach the browser; here there is no browser.
  "server-only": path.resolve(import.meta.dirname, "tests/support/server-only.ts"),
};

const overHttp = {
  globalSetup: ["tests/support/build-apps.setup.ts"],
  testTimeout: 120_000,
  hookTimeout: 240_000,
};

/** These compare times, or take all that the machine has: nothing runs beside them. */
const alone = [
  "enumeration",
  "flood",
  "guessing",
  "guessing-answers",
  "guessing-campaign",
  "hash-storm",
  "mail-latency",
  "outage",
  "passwords",
  "revocation",
  "shared-limits",
].map((name) => `tests/security/${name}.test.ts`);

/** Two, also on two cores: a test often waits for its app, its browser or its database. */
const atOnce = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  resolve: { alias },
  test: {
    // Loading the same modules anew for each file takes longer than the tests. A test that changes what a module holds loads it anew.
    isolate: false,
    // For what needs to happen, on a machine that is busy with much else: what may not take long is measured where it is asserted.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "tests/*.test.ts"],
          globalSetup: ["tests/support/template-database.setup.ts"],
          setupFiles: ["tests/support/worker-database.setup.ts", "tests/support/no-console.setup.ts"],
          // Some begin with a database or a server of their own, on a machine that is busy with the others.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: atOnce,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          exclude: alone,
          ...overHttp,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          ...overHttp,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "security-alone",
          include: alone,
          ...overHttp,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
