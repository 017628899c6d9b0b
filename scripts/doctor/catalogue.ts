/** What the doctor looks at, in the order in which it prints. It stands alone, so that the guide's table is made of it. */
export const catalogue = {
  secrets: {
    group: "Environment",
    looksAt: "secrets",
    finds: "missing, placeholders, short, repeated, equal, not expanded",
  },
  settings: {
    group: "Environment",
    looksAt: "other variables",
    finds: "missing, malformed, contradictory, pairs half set",
  },
  "node-env": { group: "Environment", looksAt: "NODE_ENV", finds: "a development mode in production" },
  files: {
    group: "Environment",
    looksAt: "files with secrets",
    finds: "an .env file or a data folder that others can read",
  },
  versions: {
    group: "Environment",
    looksAt: "versions",
    finds: "packages below a patched version, a Node that is too old or no longer mended",
  },
  app: {
    group: "App",
    looksAt: "the running app",
    finds: "another program at the address, a redirect, a bad certificate",
  },
  cookies: { group: "App", looksAt: "cookies", finds: "flags or a `__Host-` prefix that a proxy took away" },
  headers: {
    group: "App",
    looksAt: "protective headers",
    finds: "headers that a proxy took away, a page out of a cache",
  },
  proxy: {
    group: "App",
    looksAt: "client addresses",
    finds: "TRUSTED_PROXY_HOPS that does not fit what the running app has seen",
  },
  callbacks: {
    group: "App",
    looksAt: "sign-in with providers",
    finds: "keys that are swapped; prints the callbacks to compare",
  },
  database: {
    group: "Database",
    looksAt: "reach",
    finds: "no answer, a refused password, a version or an encoding too old",
  },
  "database-tls": {
    group: "Database",
    looksAt: "encryption",
    finds: "a plain connection to another machine, an unchecked certificate",
  },
  migrations: {
    group: "Database",
    looksAt: "migrations",
    finds: "pending, failed or altered ones, an empty or foreign database",
  },
  privileges: {
    group: "Database",
    looksAt: "privileges",
    finds: "tables that the app's user may not use, a superuser",
  },
  "session-push": {
    group: "Database",
    looksAt: "pushed changes of sessions",
    finds: "missing triggers, a pooler that swallows notifications, another database",
  },
  "audit-log": {
    group: "Database",
    looksAt: "the audit log",
    finds: "events that nobody seals, triggers that are off",
  },
  connections: { group: "Database", looksAt: "connections", finds: "fewer than the instances' pools may open" },
  clock: { group: "Database", looksAt: "clock", finds: "this machine's clock apart from the database's" },
  limits: {
    group: "Limits",
    looksAt: "the limits' store",
    finds: "no answer, a refused password, a replica, slowness, keys that are evicted, no encryption",
  },
  instances: {
    group: "Limits",
    looksAt: "several instances",
    finds: "limits that each instance or machine counts for itself",
  },
  pictures: {
    group: "Pictures",
    looksAt: "the pictures' store",
    finds: "no answer, a refused key, no folder or bucket, missing rights, strangers who may read",
  },
  mail: { group: "Mail", looksAt: "mail driver", finds: "a refused key or password, no answer, no encryption" },
  sender: { group: "Mail", looksAt: "sender", finds: "no address, a domain that the provider has not verified" },
  webhook: { group: "Mail", looksAt: "bounces and complaints", finds: "no secret for the provider's webhook" },
  spf: {
    group: "Mail",
    looksAt: "SPF",
    finds: "none, two, one without the provider, one for everybody, more than ten look-ups",
  },
  dkim: { group: "Mail", looksAt: "DKIM", finds: "no key, a revoked, short, unreadable or doubled one" },
  dmarc: { group: "Mail", looksAt: "DMARC", finds: "no policy, two, one without effect, nobody who gets the reports" },
  mx: { group: "Mail", looksAt: "MX", finds: "replies or bounces that come back to nowhere" },
  "test-mail": { group: "Mail", looksAt: "test mail", finds: "a mail that is not accepted; with `--mail` alone" },
} as const;

export type CheckId = keyof typeof catalogue;
