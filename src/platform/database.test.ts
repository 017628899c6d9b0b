import { expect, it } from "vitest";
import { createTestDeps } from "../../tests/support/deps";

const cut = { name: "test_cut", text: "SELECT pg_terminate_backend(pg_backend_pid())::text", values: [] };
const ask = { name: "test_ask", text: "SELECT 1 AS one", values: [] };

it("fails a statement alone where its connection is cut, and the next one works", async () => {
  const { statements } = createTestDeps();
  await expect(statements.run(cut)).rejects.toThrow();
  expect(await statements.run(ask)).toEqual([{ one: 1 }]);
});

it("fails a transaction alone where its connection is cut, and the next one works", async () => {
  const { db } = createTestDeps();
  const broken = db.$transaction(async (tx) => {
    await tx.$queryRawUnsafe(cut.text);
    await tx.$queryRawUnsafe(ask.text);
  });
  await expect(broken).rejects.toThrow();
  expect(await db.$transaction((tx) => tx.$queryRawUnsafe(ask.text))).toEqual([{ one: 1 }]);
});
