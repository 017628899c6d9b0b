import { beforeEach, describe, expect, it } from "vitest";
import type { RecentViewer } from "@/core/viewer";
import { createTestDeps, testTrace, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { listActivity } from "./list-activity";

let deps: TestDeps;
let viewer: RecentViewer;
let other: RecentViewer;

beforeEach(async () => {
  deps = createTestDeps();
  viewer = await newViewer(deps, (await createUser(deps)).id);
  other = await newViewer(deps, (await createUser(deps)).id);
});

type Told = { actorId?: string | null; subjectId?: string | null; sessionId?: string | null; reason?: string };

async function tell(name: string, { actorId = null, subjectId = null, sessionId = null, reason }: Told): Promise<void> {
  const result = reason === undefined ? "OK" : "REFUSED";
  const who = { actorId, subjectId, sessionId };
  await deps.db.auditEvent.create({
    data: { name, result, reason: reason ?? null, ...who, ...testTrace, createdAt: deps.clock.now() },
  });
}

describe("the activity of an account", () => {
  it("is what happened to it and what its owner did, each once, and nothing of anybody else", async () => {
    await tell("password.first_set", { actorId: viewer.id, subjectId: viewer.id });
    await tell("user.suspended", { actorId: viewer.id, subjectId: other.id });
    await tell("session.refused", { subjectId: viewer.id, reason: "invalid_credentials" });
    await tell("session.opened", { actorId: other.id, subjectId: other.id });
    await tell("account.signup_refused", { reason: "limited" });
    const { rows, next } = await listActivity(deps, viewer, { before: null });
    expect(rows.map(({ name, by, isOwn, isRefused }) => ({ name, by, isOwn, isRefused }))).toEqual([
      { name: "session.refused", by: "nobody known", isOwn: true, isRefused: true },
      { name: "user.suspended", by: "viewer", isOwn: false, isRefused: false },
      { name: "password.first_set", by: "viewer", isOwn: true, isRefused: false },
    ]);
    expect(next).toBeNull();
  });

  it("does not say where somebody else sits who did something to it", async () => {
    await tell("user.role_changed", { actorId: other.id, subjectId: viewer.id, sessionId: other.sessionId });
    const { rows } = await listActivity(deps, viewer, { before: null });
    expect(rows).toEqual([expect.objectContaining({ by: "somebody else", place: null, agent: null })]);
    const told = JSON.stringify(rows, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    expect([other.id, other.sessionId].filter((secret) => told.includes(secret))).toEqual([]);
  });

  it("marks what this very session did", async () => {
    const elsewhere = await newViewer(deps, viewer.id);
    const subject = { actorId: viewer.id, subjectId: viewer.id };
    await tell("token.created", { ...subject, sessionId: elsewhere.sessionId });
    await tell("token.revoked", { ...subject, sessionId: viewer.sessionId });
    const { rows } = await listActivity(deps, viewer, { before: null });
    expect(rows.filter(({ name }) => name.startsWith("token.")).map(({ isThisSession }) => isThisSession)).toEqual([
      true,
      false,
    ]);
  });

  it("shows each event once over its pages, the newest first, whatever is added meanwhile", async () => {
    for (let round = 0; round < 30; round++) {
      await tell("token.created", { actorId: viewer.id, subjectId: round % 2 === 0 ? viewer.id : other.id });
      await tell("session.refused", { subjectId: viewer.id, reason: "wrong" });
    }
    const shown: bigint[] = [];
    let before: bigint | null = null;
    do {
      const page: Awaited<ReturnType<typeof listActivity>> = await listActivity(deps, viewer, { before });
      shown.push(...page.rows.map(({ number }) => number));
      before = page.next;
      await tell("session.refused", { subjectId: viewer.id, reason: "wrong" });
    } while (before !== null);
    expect(shown).toHaveLength(60);
    expect(shown).toEqual([...new Set(shown)].sort((a, b) => (a < b ? 1 : -1)));
  });
});
