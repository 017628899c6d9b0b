import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": path.resolve(import.meta.dirname, "src"),
  // A marker for the bundler that a module must not reach the browser; here there is no browser.
  "server-only": path.resolve(import.meta.dirname, "tests/support/server-only.ts"),
};

const overHttp = {
  globalSetup: ["tests/support/build-apps.setup.ts"],
  // One file at a time: a running app, a browser and a database share the machine's cores, and some tests compare times.
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 240_000,
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "tests/*.test.ts"],
          globalSetup: ["tests/support/template-database.setup.ts"],
          setupFiles: ["tests/support/worker-database.setup.ts", "tests/support/no-console.setup.ts"],
          testTimeout: 30_000,
          // Some begin with a database or a server of their own, on a machine that is busy with the others.
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      // After one another, for the same reason.
      {
        extends: true,
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          ...overHttp,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "e2e", include: ["tests/e2e/**/*.test.ts"], ...overHttp, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
