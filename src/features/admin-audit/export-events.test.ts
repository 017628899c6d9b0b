import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { csvLine } from "./audit-rows";
import { exportEvents } from "./export-events";
import { readAuditFilter, type ExportFormat } from "./schema";

let deps: TestDeps;
let admin: AdminViewer & RecentViewer;

beforeEach(async () => {
  deps = createTestDeps();
  admin = (await newViewer(deps, (await createUser(deps, { role: "ADMIN" })).id)) as AdminViewer & RecentViewer;
});

async function write(amount: number, more: { agent?: string } = {}): Promise<void> {
  const row = {
    name: "token.created",
    result: "OK",
    createdAt: deps.clock.now(),
    details: { scopes: 2 },
    ...more,
  } as const;
  await deps.db.auditEvent.createMany({ data: Array.from({ length: amount }, () => row) });
}

async function openExport(format: ExportFormat) {
  return await exportEvents(deps, admin, { filter: readAuditFilter({ what: "token.created" }).filter, format });
}

async function readAll(pieces: AsyncGenerator<string, void>): Promise<string[]> {
  const read: string[] = [];
  for await (const piece of pieces) read.push(piece);
  return read;
}

describe("an export of the audit log", () => {
  it("holds each event of the filter once, a bounded number in memory", async () => {
    await write(2500);
    const pieces = await readAll(await openExport("jsonl"));
    expect(pieces).toHaveLength(3);
    const rows = pieces
      .join("")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { number: string });
    expect(new Set(rows.map(({ number }) => number)).size).toBe(2500);
    expect(rows[0]).toMatchObject({ event: "token.created", result: "OK", details: { scopes: 2 }, seal: null });
  });

  it("is recorded before the first of it leaves, however little is read of it", async () => {
    await openExport("csv");
    expect(await deps.db.auditEvent.findMany()).toEqual([
      expect.objectContaining({
        name: "audit.exported",
        actorId: admin.id,
        sessionId: admin.sessionId,
        details: { format: "csv" },
      }),
    ]);
  });

  it("does not begin where it cannot be recorded", async () => {
    const trace = () => {
      throw new Error("nothing is recorded");
    };
    const { filter } = readAuditFilter({});
    await expect(exportEvents({ ...deps, trace }, admin, { filter, format: "csv" })).rejects.toThrow(
      "nothing is recorded",
    );
  });

  it("is as CSV a table with a head, each field in quotes", async () => {
    await write(2, { agent: 'Firefox "on", Linux' });
    const lines = (await readAll(await openExport("csv"))).join("").split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^"number","at","event","result",/);
    expect(lines[1]).toContain('"Firefox ""on"", Linux"');
    expect(lines[1]).toContain('"{""scopes"":2}"');
  });
});

describe("a field of a CSV file", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])("is no formula where it starts like %j", (text) => {
    expect(csvLine([text])).toBe(`"'${text}"\r\n`);
  });

  it("stays in its field, whatever is in it", () => {
    expect(csvLine(['a"b', "c,d", "e\r\nf", null, 7])).toBe('"a""b","c,d","e\r\nf","","7"\r\n');
  });
});
