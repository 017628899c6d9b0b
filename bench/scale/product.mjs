import { randomInt } from "node:crypto";

export const password = "seven quiet lanterns on the pier";

/** The product's use cases from their source, on one database each: what is measured is theirs, without Next's share. */
export async function openProduct(load) {
  const modules = await Promise.all(
    [
      "src/platform/database.ts",
      "src/platform/statements.ts",
      "src/platform/session-states.ts",
      "src/platform/random.ts",
      "src/platform/code-hasher.ts",
      "src/platform/memory-limiter.ts",
      "src/platform/password-hasher.ts",
      "src/auth/session-token.ts",
      "src/core/token-hash.ts",
      "src/features/signin/signin.ts",
      "src/features/sessions/find-session.ts",
      "src/features/admin-users/list-users.ts",
      "src/features/admin-users/schema.ts",
      "src/features/admin-audit/search-events.ts",
      "src/features/admin-audit/schema.ts",
      "src/features/audit-log/catalogue.ts",
    ].map(load),
  );
  const product = Object.assign({}, ...modules);
  const hasher = product.createPasswordHasher();
  return {
    kinds: kindsOf(product.auditCatalogue),
    hash: async () => (await hasher.hash(password)).hash,
    signSessionToken: product.signSessionToken,
    openSite: (databaseUrl) => openSite(product, hasher, databaseUrl),
    close: () => hasher.close(),
  };
}

/** All that can happen, by the catalogue. */
function kindsOf(catalogue) {
  return Object.entries(catalogue).flatMap(([name, { reasons }]) =>
    reasons ? reasons.map((reason) => ({ name, result: "REFUSED", reason })) : [{ name, result: "OK", reason: null }],
  );
}

function openSite(product, hasher, databaseUrl) {
  const { db, pool } = product.openDatabase(databaseUrl);
  const clock = { now: () => new Date() };
  const statements = product.createStatements(pool, { isNamed: true });
  const deps = {
    db,
    statements,
    clock,
    hasher,
    random: product.createRandom(),
    codes: product.createCodeHasher({ secrets: ["a secret of the benchmark, of 32 bytes or more"] }),
    limiter: product.createMemoryLimiter({ clock }),
    siteAlarm: { signinEnded: () => undefined, isRaised: async () => false },
    captchaMode: "suspicion",
    trace: () => ({ requestId: "a request", place: "192.0.2.x", agent: "Firefox on Linux" }),
    refusals: { note: () => undefined },
    sessionIdleMinutes: null,
    // Every check asks the database, as where the push is down: from memory, no amount of rows could slow it.
    sessionStates: product.createSessionStates({
      run: statements.run,
      push: { isUp: () => false, catchUp: async () => undefined },
    }),
  };
  return {
    signIn: (person) => signIn(product, deps, person),
    findSession: (number) => findSession(product, deps, number),
    listUsers: (query) => product.listUsers(deps, {}, product.listQuerySchema.parse(query)),
    searchEvents: (sent, before = null) => searchEvents(product, deps, sent, before),
    close: async () => {
      await db.$disconnect();
      await pool.end();
    },
  };
}

async function signIn({ signin }, deps, person) {
  const asker = {
    client: [100, randomInt(64, 128), randomInt(256), randomInt(256)].join("."),
    device: { label: "Firefox on Linux", place: "192.0.2.x" },
  };
  const outcome = await signin(deps, { email: `person-${person}@example.com`, password }, asker);
  if (!outcome.ok) throw new Error(`person-${person} was not signed in: ${outcome.reason}`);
}

async function findSession({ findSession: find, tokenHash }, deps, number) {
  if (!(await find(deps, { secretHash: tokenHash(`session ${number}`) })))
    throw new Error(`session ${number} was not found`);
}

async function searchEvents({ readAuditFilter, searchEvents: search }, deps, sent, before) {
  const { filter, faults } = readAuditFilter(sent);
  if (faults.length > 0) throw new Error(`${faults.join(", ")} cannot be asked for`);
  return await search(deps, {}, { filter, before });
}
