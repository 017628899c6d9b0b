import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import type { RecentViewer } from "@/core/viewer";
import { findSession } from "@/features/sessions/find-session";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { newViewer } from "../../../tests/support/viewer";
import { createToken, type NewToken } from "./create-token";
import { listTokens } from "./list-tokens";
import { tokensMax } from "./policy";
import { revokeToken } from "./revoke-token";

let deps: TestDeps;
let viewer: RecentViewer;
beforeEach(async () => {
  deps = createTestDeps();
  viewer = await newViewer(deps, (await createUser(deps)).id);
});

const wanted: NewToken = { name: "Deploy", scopes: ["account:read"], lifetimeDays: 30 };

async function made(by = viewer, fields: Partial<NewToken> = {}): Promise<{ token: string; expiresAt: Date }> {
  const outcome = await createToken(deps, by, { ...wanted, ...fields });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
}

describe("creating a personal access token", () => {
  it("answers a secret that bears a session of its scopes until its day", async () => {
    const { token, expiresAt } = await made();
    expect(token).toMatch(/^lkp_[\w-]{43}$/);
    expect(expiresAt.getTime() - deps.clock.now().getTime()).toBe(30 * 86_400_000);
    const find = () => findSession(deps, { secretHash: tokenHash(token) });
    expect(await find()).toMatchObject({ kind: "TOKEN", scopes: ["account:read"], user: { id: viewer.id } });
    deps.clock.advance({ hours: 30 * 24 });
    expect(await find()).toBeNull();
  });

  it("keeps the secret nowhere: neither in a row, nor in the mail, nor in the list", async () => {
    const { token } = await made();
    const secret = token.slice("lkp_".length);
    const [mail] = await mailsTo(deps, viewer.email);
    const rows = await deps.db.session.findMany();
    expect(JSON.stringify([rows, mail, await listTokens(deps, viewer), deps.logged])).not.toContain(secret);
  });

  it("tells the owner by mail what was made", async () => {
    await made();
    const [mail] = await mailsTo(deps, viewer.email);
    expect(mail?.kind).toBe("token-created");
    expect(mail?.text).toContain("Deploy");
  });

  it("stops at twenty that live, also when more are asked for at one moment", async () => {
    const asked = Array.from({ length: tokensMax + 5 }, () => createToken(deps, viewer, wanted));
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(tokensMax);
    expect(await createToken(deps, viewer, wanted)).toEqual({ ok: false, reason: "too_many" });
    deps.clock.advance({ hours: 30 * 24 });
    expect(await createToken(deps, viewer, wanted)).toMatchObject({ ok: true });
  });

  it("mails thirty times an hour at most, however often a token is made and revoked", async () => {
    for (let round = 0; round < 30; round++) {
      await made();
      await deps.db.session.deleteMany({ where: { kind: "TOKEN" } });
    }
    expect(await createToken(deps, viewer, wanted)).toEqual({
      ok: false,
      reason: "limited",
      retryAfterSeconds: 3_600,
    });
    expect(await deps.db.outboxMail.count()).toBe(30);
    expect((await createToken(deps, await newViewer(deps, (await createUser(deps)).id), wanted)).ok).toBe(true);
  });

  it("gives nothing to an app, to a token, or to a browser that was signed out meanwhile", async () => {
    const refusal = { ok: false, reason: "no_browser" };
    expect(await createToken(deps, await newViewer(deps, viewer.id, { kind: "APP" }), wanted)).toEqual(refusal);
    await made();
    const token = await deps.db.session.findFirstOrThrow({ where: { kind: "TOKEN" } });
    expect(await createToken(deps, { ...viewer, sessionId: token.id }, wanted)).toEqual(refusal);
    await deps.db.session.delete({ where: { id: viewer.sessionId } });
    expect(await createToken(deps, viewer, wanted)).toEqual(refusal);
    expect(await deps.db.session.count({ where: { kind: "TOKEN" } })).toBe(1);
  });
});

describe("listing personal access tokens", () => {
  it("shows one's own that live, the newest first, by what one may know them by", async () => {
    await made();
    deps.clock.advance({ minutes: 1 });
    const { token, expiresAt } = await made(viewer, { name: "Backup", scopes: ["sessions:read", "sessions:write"] });
    await made(await newViewer(deps, (await createUser(deps)).id));
    await made(viewer, { name: "Short", lifetimeDays: 0 });
    const [newest, ...others] = await listTokens(deps, viewer);
    expect(newest).toEqual({
      id: newest?.id,
      name: "Backup",
      scopes: ["sessions:read", "sessions:write"],
      hint: token.slice(-4),
      createdAt: deps.clock.now(),
      lastUsedAt: null,
      expiresAt,
    });
    expect(others.map(({ name }) => name)).toEqual(["Deploy"]);
  });
});

describe("revoking a personal access token", () => {
  const unknown = { ok: false, reason: "unknown" };

  it("refuses it from then on, and works once", async () => {
    const { token } = await made();
    const [row] = await listTokens(deps, viewer);
    const input = { tokenId: row?.id ?? "" };
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => revokeToken(deps, viewer, input)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await findSession(deps, { secretHash: tokenHash(token) })).toBeNull();
  });

  it("leaves somebody else's token and a browser's session, as if they were not there", async () => {
    await made();
    const [row] = await listTokens(deps, viewer);
    const other = await newViewer(deps, (await createUser(deps)).id);
    expect(await revokeToken(deps, other, { tokenId: row?.id ?? "" })).toEqual(unknown);
    expect(await revokeToken(deps, viewer, { tokenId: viewer.sessionId })).toEqual(unknown);
    expect(await revokeToken(deps, viewer, { tokenId: "00000000-0000-4000-8000-000000000000" })).toEqual(unknown);
    expect(await deps.db.session.count()).toBe(3);
  });
});
