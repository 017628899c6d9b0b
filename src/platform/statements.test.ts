import { beforeEach, expect, it } from "vitest";
import type { Statement } from "@/core/statement";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";

let deps: TestDeps;
let id: string;
beforeEach(async () => {
  deps = createTestDeps();
  ({ id } = await createUser(deps, { name: "Before" }));
});

const rename = (name: string | null): Statement => ({
  name: "test_rename",
  text: `UPDATE "User" SET "name" = $2 WHERE "id" = $1 RETURNING "name"`,
  values: [id, name],
});
const nameNow = async () => (await deps.db.user.findUniqueOrThrow({ where: { id } })).name;

it("commits with the last statement, and answers its rows", async () => {
  const rows = await deps.statements.transaction(async (run, runLast) => {
    await run(rename("Meanwhile"));
    return await runLast(rename("After"));
  });
  expect(rows).toEqual([{ name: "After" }]);
  expect(await nameNow()).toBe("After");
});

it("takes back everything where the last statement fails, though its commit was sent with it", async () => {
  const failing = deps.statements.transaction(async (run, runLast) => {
    await run(rename("Meanwhile"));
    await runLast(rename(null));
  });
  await expect(failing).rejects.toThrow(/null value/);
  expect(await nameNow()).toBe("Before");
});

it("takes back everything where the work throws", async () => {
  const failing = deps.statements.transaction(async (run) => {
    await run(rename("Meanwhile"));
    throw new Error("not today");
  });
  await expect(failing).rejects.toThrow("not today");
  expect(await nameNow()).toBe("Before");
});

it("holds a lock from its first statement on, and of fifty at once each sees what the one before left", async () => {
  const read: Statement = {
    name: "test_read",
    text: `SELECT "name" FROM "User" WHERE "id" = $1 FOR UPDATE`,
    values: [id],
  };
  await deps.statements.run(rename("0"));
  const addOne = () =>
    deps.statements.transaction(async (run, runLast) => {
      const [row] = await run<{ name: string }>(read);
      await runLast(rename(String(Number(row?.name) + 1)));
    });
  await Promise.all(Array.from({ length: 50 }, addOne));
  expect(await nameNow()).toBe("50");
});

it("fails alone where its connection is cut, and the next one works", async () => {
  const cut = deps.statements.transaction(async (run) => {
    await run({ name: "test_cut", text: "SELECT pg_terminate_backend(pg_backend_pid())", values: [] });
    await run(rename("Meanwhile"));
  });
  await expect(cut).rejects.toThrow();
  await deps.statements.transaction(async (_, runLast) => await runLast(rename("After")));
  expect(await nameNow()).toBe("After");
});
