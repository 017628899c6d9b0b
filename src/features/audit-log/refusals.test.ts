import { beforeEach, describe, expect, it } from "vitest";
import { createRefusals } from "@/platform/refusals";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { noteRefusal } from "./record-event";
import { writeRefusals } from "./write-refusals";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

describe("refusals", () => {
  it("are written together, equal ones as one row with their number", async () => {
    const refusals = createRefusals({ write: (notes) => writeRefusals(deps, notes) });
    for (let round = 0; round < 30; round++) {
      noteRefusal(
        { ...deps, refusals },
        { name: "account.signup_refused", reason: "limited", actorId: null, subjectId: null },
      );
    }
    await refusals.flush();
    expect(await deps.db.auditEvent.findMany()).toEqual([
      expect.objectContaining({ name: "account.signup_refused", result: "REFUSED", reason: "limited", count: 30 }),
    ]);
  });

  it("cost a bounded number of rows, however many accounts are tried, and none is lost from the count", async () => {
    const refusals = createRefusals({ write: (notes) => writeRefusals(deps, notes) });
    for (let account = 0; account < 3000; account++) {
      noteRefusal(
        { ...deps, refusals },
        {
          name: "session.refused",
          reason: "invalid_credentials",
          actorId: null,
          subjectId: `account ${account}`,
          details: { method: "password" },
        },
      );
    }
    await refusals.flush();
    const rows = await deps.db.auditEvent.findMany({ select: { count: true } });
    expect(rows).toHaveLength(51);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(3000);
  });

  it("are one row of one client that is past a limit, whatever browser it says it is", async () => {
    const refusals = createRefusals({ write: (notes) => writeRefusals(deps, notes) });
    for (let number = 0; number < 40; number++) {
      const trace = () => ({ requestId: `request ${number}`, place: "203.0.113.x", agent: `Browser ${number}` });
      noteRefusal(
        { trace, refusals },
        { name: "account.signup_refused", reason: "limited", actorId: null, subjectId: null },
      );
    }
    await refusals.flush();
    expect(await deps.db.auditEvent.findMany()).toEqual([
      expect.objectContaining({ reason: "limited", place: "203.0.113.x", agent: null, count: 40 }),
    ]);
  });

  it("wait for the next second where the database is away", async () => {
    let isAway = true;
    const refusals = createRefusals({
      write: (notes) => (isAway ? Promise.reject(new Error("away")) : writeRefusals(deps, notes)),
    });
    noteRefusal(
      { ...deps, refusals },
      { name: "account.signup_refused", reason: "busy", actorId: null, subjectId: null },
    );
    await expect(refusals.flush()).rejects.toThrow("away");
    isAway = false;
    await refusals.flush();
    expect(await deps.db.auditEvent.count()).toBe(1);
  });
});
