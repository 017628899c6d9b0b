import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole } from "../support/askers";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";
import { visibleText } from "../support/html-forms";

const log = "/admin/audit";
const garbage = [
  "x".repeat(70),
  "%00",
  "' OR true --",
  "-1",
  "9".repeat(25),
  "NaN",
  "1e9",
  "2026-02-30",
  "😀",
  "../../etc",
];
const parameters = ["number", "what", "result", "reason", "person", "session", "request", "from", "to"];

let app: App;
let admin: Visitor;
let adminId: string;

beforeAll(async () => {
  app = await startApp();
  const { visitor, user } = await signedIn(app, await seedRole(app, "ADMIN"));
  [admin, adminId] = [visitor, user.id];
  await app.database.query(
    `INSERT INTO "AuditEvent" ("createdAt", "name", "result", "subjectId", "agent")
     SELECT now(), 'token.created', 'OK', 'somebody', '=cmd|' || n FROM generate_series(1, 25000) n`,
  );
});
afterAll(() => app.stop());

async function exportsRecorded(): Promise<number> {
  const [row] = await app.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "AuditEvent" WHERE "name" = 'audit.exported' AND "actorId" = $1`,
    [adminId],
  );
  return row?.count ?? 0;
}

async function prove(hoursAgo: number): Promise<void> {
  await app.database.query(`UPDATE "Session" SET "provenAt" = now() - make_interval(hours => $2) WHERE "userId" = $1`, [
    adminId,
    hoursAgo,
  ]);
}

describe("what the audit log notes of a request", () => {
  const from = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
  const claimed = { ...from, "x-request-id": "chosen", "x-latchkey-peer": "192.0.2.1", "x-real-ip": "192.0.2.1" };

  it("is its network, its device and a name of ours, by a form and by the API, for what succeeds and what is refused", async () => {
    const { id, email, password } = await seedUser(app.database);
    const visitor = openVisitor(app, { address: "203.0.113.77" });
    const field = { field: "password" };
    await visitor.submit(await visitor.get("/signin"), field, { email, password: "not the password" }, from);
    await visitor.submit(await visitor.get("/signin"), field, { email, password }, from);
    const body = JSON.stringify({ email, password });
    const headers = { "content-type": "application/json", ...claimed };
    expect((await visitor.send({ method: "POST", path: "/api/v1/token", headers, body })).status).toBe(200);
    const rows = await vi.waitUntil(
      async () => {
        const read = await app.database.query<{ name: string; place: string; agent: string; requestId: string }>(
          `SELECT "name", "place", "agent", "requestId" FROM "AuditEvent" WHERE "subjectId" = $1 ORDER BY "name"`,
          [id],
        );
        return read.length === 3 ? read : null;
      },
      { timeout: 15_000, interval: 50 },
    );
    const noted = {
      place: "203.0.113.x",
      agent: "Firefox on Linux",
      requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    };
    expect(rows.map(({ name }) => name)).toEqual(["session.opened", "session.opened", "session.refused"]);
    for (const row of rows) expect(row).toMatchObject(noted);
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(3);
  });
});

describe("the export of the audit log over HTTP", () => {
  let before: number;
  beforeEach(async () => {
    await prove(0);
    before = await exportsRecorded();
  });

  it("hands all that the filter finds to an administrator, and writes down that it did", async () => {
    const answer = await admin.send({ path: `${log}/export?what=token.created&format=csv` });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="audit-[\d-]{10}\.csv"$/);
    expect(answer.headers["cache-control"]).toMatch(/no-store/);
    const rows = answer.text.trimEnd().split("\r\n").slice(1);
    expect(rows).toHaveLength(25_000);
    expect(new Set(rows.map((row) => row.split(",")[0])).size).toBe(25_000);
    expect(rows.filter((row) => !row.includes(`,"'=cmd|`))).toEqual([]);
    expect(await exportsRecorded()).toBe(before + 1);
  });

  it("comes as a line of JSON for each event too", async () => {
    const { text } = await admin.send({ path: `${log}/export?what=audit.exported&format=jsonl` });
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { event: string; actorId: string });
    expect(rows).toHaveLength(before + 1);
    expect(rows[0]).toMatchObject({ event: "audit.exported", actorId: adminId, details: { format: "jsonl" } });
  });

  it("asks for a fresh proof first, and comes back to the same filter", async () => {
    await prove(1);
    const answer = await admin.send({ path: `${log}/export?what=token.created&format=csv` });
    expect([answer.status, answer.text]).toEqual([303, ""]);
    expect(answer.headers.location).toBe(`/confirm?next=${encodeURIComponent(`${log}?what=token.created`)}`);
    expect(await exportsRecorded()).toBe(before);
  });

  it("is begun by no page of another site, and by nobody who only asks for its head", async () => {
    const path = `${log}/export?what=token.created`;
    const foreign = await admin.send({
      path,
      headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
    });
    expect(foreign.status).toBe(403);
    expect((await admin.send({ method: "HEAD", path })).status).toBe(200);
    expect(await exportsRecorded()).toBe(before);
  });

  it.each(parameters)("is refused where %s cannot be read, rather than handing out everything", async (name) => {
    const answers = garbage.filter((value) => !mayBe(name, value)).map((value) => exportBy(name, value));
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([400]));
    expect((await admin.send({ path: `${log}/export?format=exe` })).status).toBe(400);
    expect(await exportsRecorded()).toBe(before);
  });
});

function exportBy(name: string, value: string) {
  return admin.send({ path: `${log}/export?${name}=${encodeURIComponent(value)}` });
}

/** An id of somebody who is not there may look like garbage. */
function mayBe(name: string, value: string): boolean {
  return ["person", "session", "request"].includes(name) && /^[\w-]{1,64}$/.test(value);
}

describe("the pages of the audit log over HTTP", () => {
  it.each([...parameters, "before"])("show an empty or a first page, whatever %s is", async (name) => {
    for (const value of garbage) {
      const query = `${name}=${encodeURIComponent(value)}`;
      for (const path of [`${log}?${query}`, `${log}?${query}&${query}`, `/settings/activity?${query}`])
        expect([path, (await admin.send({ path })).status]).toEqual([path, 200]);
    }
  });

  it("show nobody what happened to another", async () => {
    const { visitor, user } = await signedIn(app);
    const own = visibleText((await visitor.get("/settings/activity")).text);
    expect(own).toContain("Signed in");
    expect(own).not.toContain("access token");
    const { text } = await admin.get(`${log}?person=${user.id}`);
    expect(text).toContain(user.email);
    expect((await visitor.send({ path: `${log}?person=${user.id}` })).status).toBe(404);
  });
});

it("tells each event to the log once, and each seal with its hash", async () => {
  const { user } = await signedIn(app);
  const lines = () =>
    app
      .output()
      .split("\n")
      .filter((line) => line.includes('"event":"audit'))
      .map((line) => JSON.parse(line) as { event: string; subjectId?: string; seal: string; hash?: string });
  const opened = await vi.waitFor(
    () => {
      const own = lines().filter(({ subjectId }) => subjectId === user.id);
      expect(own.length).toBeGreaterThan(0);
      const sealed = lines().find(({ event, seal }) => event === "audit.sealed" && seal === own[0]?.seal);
      expect(sealed).toBeDefined();
      return { own, sealed };
    },
    { timeout: 15_000 },
  );
  const [seal] = await app.database.query<{ hash: string }>(
    `SELECT encode("hash", 'hex') AS hash FROM "AuditSeal" WHERE "position" = $1`,
    [opened.sealed?.seal],
  );
  expect(opened.sealed?.hash).toBe(seal?.hash);
  const [row] = await app.database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "AuditEvent" WHERE "seal" <= $1`,
    [opened.sealed?.seal],
  );
  const told = lines().filter(
    ({ event, seal: of }) => event === "audit" && BigInt(of) <= BigInt(opened.sealed?.seal ?? 0),
  );
  expect(told).toHaveLength(row?.count ?? -1);
});
