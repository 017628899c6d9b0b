import { expect, it } from "vitest";
import { createTestDeps, testDevice } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { credentialsSchema } from "./schema";
import { signin } from "./signin";

it("opens nothing where the address is unconfirmed, and asks the database for the right password what it asks for a wrong one", async () => {
  const deps = createTestDeps();
  const email = "ada@example.com";
  const password = "a violet umbrella in may";
  await createUser(deps, { email, password, isVerified: false });
  const run = deps.statements.run.bind(deps.statements);
  const asked: string[] = [];
  deps.statements.run = (statement) => {
    asked.push(statement.name);
    return run(statement);
  };
  const tryWith = (typed: string) =>
    signin(deps, credentialsSchema.parse({ email, password: typed }), { client: "203.0.113.1", device: testDevice });
  expect(await tryWith("wrong")).toEqual({ ok: false, reason: "invalid_credentials" });
  const forWrong = asked.splice(0);
  expect(await tryWith(password)).toEqual({ ok: false, reason: "unverified" });
  expect(asked).toEqual(forWrong);
  expect(await deps.db.session.count()).toBe(0);
});
