import { expect, it } from "vitest";
import type { AdminViewer } from "@/core/viewer";
import { createTestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { takeGuess } from "../signin/password-guesses";
import { getUser } from "./get-user";

const admin = {} as AdminViewer;

it("tells an administrator what an account is, and nothing that opens it", async () => {
  const deps = createTestDeps({ sessionIdleMinutes: 60 });
  const { id, email, password } = await createUser(deps, { name: "Grace" });
  await deps.db.account.create({
    data: { userId: id, type: "oauth", provider: "github", providerAccountId: "a subject", label: "grace" },
  });
  await newViewer(deps, id);
  deps.clock.advance({ hours: 2 });
  await newViewer(deps, id);
  await takeGuess(deps, { email });
  const user = await getUser(deps, admin, { userId: id });
  expect(user).toMatchObject({
    ...{ id, name: "Grace", email, role: "USER", isVerified: true, suspendedAt: null, posts: 0, guesses: 1 },
    ...{ hasPassword: true, identities: [{ provider: "github", label: "grace" }] },
    sessions: [{ kind: "BROWSER", label: "Firefox on Linux", place: "192.0.2.x" }],
  });
  const sessions = await deps.db.session.findMany();
  const secrets = [password ?? "", "a subject", ...sessions.flatMap((session) => [session.id, session.sessionToken])];
  expect(secrets.filter((secret) => JSON.stringify(user).includes(secret))).toEqual([]);
});

it("knows no account that is not there", async () => {
  expect(await getUser(createTestDeps(), admin, { userId: "nobody" })).toBeNull();
});
