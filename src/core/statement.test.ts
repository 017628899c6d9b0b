import { beforeEach, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { together, type Statement } from "./statement";

let deps: TestDeps;
let ids: string[];
beforeEach(async () => {
  deps = createTestDeps();
  ids = (await Promise.all([createUser(deps), createUser(deps)])).map(({ id }) => id);
});

function rename(id: string | undefined, name: string | null): Statement {
  const text = `UPDATE "User" SET "name" = $2 WHERE "id" = $1 RETURNING "name"`;
  return { name: "test_rename", text, values: [id, name] };
}

const names = async () => (await deps.db.user.findMany({ where: { id: { in: ids } } })).map(({ name }) => name).sort();

it("makes several changes in one trip, each with its own values, and answers what the last returns", async () => {
  const run = () => deps.statements.run(together("test_both", [rename(ids[0], "One"), rename(ids[1], "Other")]));
  expect(await run()).toEqual([{ name: "Other" }]);
  expect(await names()).toEqual(["One", "Other"]);
});

it("makes none of them where one is impossible", async () => {
  const before = await names();
  await expect(
    deps.statements.run(together("test_both", [rename(ids[0], "One"), rename(ids[1], null)])),
  ).rejects.toThrow();
  expect(await names()).toEqual(before);
});

it("is the statement itself where there is but one", () => {
  const { text, values } = rename("id", "One");
  expect(together("test_one", [rename("id", "One")])).toEqual({ name: "test_one", text, values });
});
