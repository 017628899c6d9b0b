import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { planList as planPosts } from "@/features/admin-posts/list-plan";
import { postListSchema } from "@/features/admin-posts/schema";
import { planList as planUsers } from "@/features/admin-users/list-plan";
import { listQuerySchema } from "@/features/admin-users/schema";
import { cloneDatabase, databaseUrl } from "./support/database";
import { insertManyRows } from "./support/many-rows";
import { tablesReadWhole } from "./support/statement-plans";

const name = `${inject("templateDatabase")}_admin_plans`;
let explainer: pg.Client;

beforeAll(async () => {
  await cloneDatabase(inject("templateDatabase"), name);
  explainer = new pg.Client({ connectionString: databaseUrl(name) });
  await explainer.connect();
  await insertManyRows(explainer);
});
afterAll(async () => {
  await explainer.end();
});

const cursor = "1772362800000-post-1";
const userCursor = Buffer.from(JSON.stringify(["1772362800000", "user-1"])).toString("base64url");

describe("among many thousands of rows, no table is read whole by the administrators' list of", () => {
  it.each([
    [{}],
    [{ after: cursor }],
    [{ sort: "oldest", after: cursor, limit: "100" }],
    [{ state: "published" }],
    [{ state: "draft", after: cursor }],
    [{ state: "withheld" }],
    [{ author: "user-7" }],
    [{ author: "user-7", state: "draft", sort: "oldest" }],
    [{ q: "keys" }],
    [{ q: "qqqq" }],
    [{ q: "post 77", state: "withheld", author: "user-7" }],
  ])("posts, asked for %j", async (asked) => {
    const query = postListSchema.parse(asked);
    // What a search does for itself: it reads no table whole however it misjudges its finds.
    await explainer.query(`SET enable_seqscan = ${query.q === "" ? "on" : "off"}`);
    const statement = { ...planPosts(query, query.author || null), isPrepared: false };
    expect(await tablesReadWhole(explainer, statement)).toEqual([]);
  });

  it.each([
    [{}],
    [{ after: userCursor }],
    [{ sort: "oldest" }],
    [{ sort: "name" }],
    [{ sort: "email" }],
    [{ role: "ADMIN" }],
    [{ state: "suspended" }],
    [{ state: "unconfirmed" }],
    [{ method: "password" }],
    [{ q: "person 77" }],
    [{ q: "person-77@" }],
  ])("accounts, asked for %j", async (asked) => {
    const query = listQuerySchema.parse(asked);
    await explainer.query(`SET enable_seqscan = ${query.q === "" ? "on" : "off"}`);
    expect(await tablesReadWhole(explainer, { ...planUsers(query), isPrepared: false })).toEqual([]);
  });
});
