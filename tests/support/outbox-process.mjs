/* An outbox worker in a process of its own, which a test can kill: delivers one mail at a time from DATABASE_URL to RESEND_BASE_URL. */
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createJiti } from "jiti";

const root = path.resolve(import.meta.dirname, "../..");
const jiti = createJiti(import.meta.url, { alias: { "@": path.join(root, "src") } });
const load = (file) => jiti.import(path.join(root, file));

const [{ openDatabase }, { createSealer }, { createResendMailer }, { deliverDueMail }] = await Promise.all(
  [
    "platform/database.ts",
    "platform/sealer.ts",
    "platform/resend-mailer.ts",
    "features/outbox/deliver-due-mail.ts",
  ].map((file) => load(`src/${file}`)),
);
const { DATABASE_URL, RESEND_BASE_URL, SECRET } = process.env;
const deps = {
  db: openDatabase(DATABASE_URL).db,
  clock: { now: () => new Date() },
  sealer: createSealer({ secrets: [SECRET] }),
  mailer: createResendMailer({ apiKey: "re_test", from: "a@example.com", baseUrl: RESEND_BASE_URL, timeoutMs: 10_000 }),
  log: { info: () => {}, warn: () => {}, error: console.error },
};
await deps.db.$queryRaw`SELECT 1`;
process.send("ready");
process.on("message", async () => {
  for (;;) {
    const { sent } = await deliverDueMail(deps, { limit: 1 });
    if (sent === 0) await wait(20);
  }
});
