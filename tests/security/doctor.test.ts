import { afterAll, beforeAll, expect, it } from "vitest";
import { checkApp, checkCookies, checkHeaders } from "../../scripts/doctor/checks/app";
import { checkConnections, checkSessionPush } from "../../scripts/doctor/checks/database-beside";
import { checkInstances } from "../../scripts/doctor/checks/limits";
import { openContext, type Context } from "../../scripts/doctor/context";
import { projectRoot } from "../support/app-build";
import { startApp, type App } from "../support/app-server";

let app: App;
let context: Context;
beforeAll(async () => {
  app = await startApp();
  const source = { NEXTAUTH_URL: app.origin, DATABASE_URL: app.database.url };
  context = openContext({ root: projectRoot, mode: "production", source });
});
afterAll(async () => {
  context.database?.close();
  await app.stop();
});

it.each([
  ["answers", checkApp],
  ["sets its cookies with their flags", checkCookies],
  ["sends its protective headers", checkHeaders],
  ["is told of changed sessions", checkSessionPush],
  ["has connections enough", checkConnections],
])("the doctor sees that the real app %s", async (_what, check) => {
  expect((await check(context)).map(({ level }) => level)).toEqual(["good"]);
});

it("the doctor counts the app that runs", async () => {
  await expect
    .poll(async () => (await checkInstances(context)).map(({ sentence }) => sentence))
    .toEqual(["1 running, limits are shared"]);
});
