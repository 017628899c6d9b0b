import path from "node:path";
import type { Captcha, Deps, Log, Mailer } from "@/core/deps";
import { writeRefusals } from "@/features/audit-log/write-refusals";
import { uploadMaxBytes } from "@/features/images/policy";
import { deliverDueMail } from "@/features/outbox/deliver-due-mail";
import { shareAmongUnknown } from "@/features/rate-limit/unknown-clients";
import { readAlarms } from "@/features/site-alarm/read-alarms";
import { tallySignins } from "@/features/site-alarm/tally-signins";
import { createCodeHasher } from "./code-hasher";
import { createBreachedPasswords, noBreachedPasswords } from "./breached-passwords";
import { openDatabase } from "./database";
import { createDatabaseClock } from "./database-clock";
import { disposableDomains, noDisposableDomains } from "./disposable-domains";
import { env, type Env } from "./env";
import { createJsonLog } from "./json-log";
import { createLimiter } from "./limiter";
import { startOutboxWorker } from "./outbox-worker";
import { createMarkdownRenderer } from "./markdown-renderer";
import { createPasswordHasher } from "./password-hasher";
import { createPictureEncoder } from "./picture-encoder";
import { createPictureStore } from "./picture-store";
import { createProofOfWorkCaptcha } from "./proof-of-work-captcha";
import { createRandom } from "./random";
import { createRefusals } from "./refusals";
import { createRemotePictures } from "./remote-pictures";
import { currentTrace } from "./request-trace";
import { createResendMailer } from "./resend-mailer";
import { createSampledLog } from "./sampled-log";
import { createSealer } from "./sealer";
import { openSessionPush } from "./session-push";
import { createSiteAlarm } from "./site-alarm";
import { createSmtpMailer } from "./smtp-mailer";
import { createSessionStates, type PushState } from "./session-states";
import { createStatements } from "./statements";
import { createTurnstileCaptcha } from "./turnstile-captcha";

/** For one mail, whichever driver; a claim of the outbox reckons with it. */
const mailDeadlineMs = 10_000;

type Platform = {
  deps: Deps;
  syncClock: () => Promise<void>;
  wakeOutbox: () => void;
  flushSeen: () => Promise<void>;
  flushSignins: () => Promise<void>;
  flushRefusals: () => Promise<void>;
};

// The bundler may load this module once for the pages and once for the instrumentation; a process has one platform all the same.
const shared = globalThis as typeof globalThis & { latchkeyPlatform?: Platform };

/** What every use case gets in production and in local mode; joined here and nowhere else. */
export function deps(): Deps {
  return platform().deps;
}

/** Asks the outbox to look for due mail now. */
export function wakeOutbox(): void {
  platform().wakeOutbox();
}

/** Measures how far this machine's clock is from the database's; called at boot and from time to time. */
export async function syncClock(): Promise<void> {
  await platform().syncClock();
}

/** Writes down when sessions were last seen; called from time to time. */
export async function flushSeenSessions(): Promise<void> {
  await platform().flushSeen();
}

/** Writes down how the sign-ins of the last moment ended; called every second. */
export async function flushSigninTally(): Promise<void> {
  await platform().flushSignins();
}

/** Writes down what was refused in the last moment; called every second. */
export async function flushRefusals(): Promise<void> {
  await platform().flushRefusals();
}

function platform(): Platform {
  shared.latchkeyPlatform ??= joinPlatform(env());
  return shared.latchkeyPlatform;
}

function joinPlatform(settings: Env): Platform {
  const { db, pool } = openDatabase(settings.databaseUrl);
  const clock = createDatabaseClock({
    query: async () => {
      const rows = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`;
      return rows[0]?.now ?? new Date();
    },
  });
  const everyLine = createJsonLog({ write: (line) => process.stdout.write(line), clock });
  const log = createSampledLog(everyLine, { elapsed: () => performance.now() });
  const push = openPush(settings, {
    onChange: (change) => sessionStates.drop(change),
    onMail: () => worker.wake(),
    log,
  });
  // The embedded database has one session for all connections, where a name can be prepared by one of them alone.
  const statements = createStatements(pool, { isNamed: settings.mode !== "local" });
  const sessionStates = createSessionStates({ run: statements.run, push });
  const siteAlarm = createSiteAlarm({
    tally: (count) => tallySignins({ db, clock }, count),
    read: () => readAlarms({ db, clock }),
    elapsed: () => performance.now(),
  });
  const refusals = createRefusals({ write: (notes) => writeRefusals({ db, clock }, notes) });
  const markdownThreadDied = (error: unknown) => log.error("markdown_thread_died", error);
  const joined: Deps = {
    db,
    statements,
    clock,
    random: createRandom(),
    limiter: shareAmongUnknown(createLimiter(settings, { db, clock, log })),
    siteAlarm,
    hasher: createPasswordHasher({ onCrash: (error) => log.error("hash_worker_died", error) }),
    captcha: chooseCaptcha(settings, { clock, log }),
    captchaMode: settings.captchaMode,
    breachedPasswords:
      settings.breachUrl === null ? noBreachedPasswords : createBreachedPasswords({ url: settings.breachUrl, log }),
    disposableDomains: settings.refusesDisposableDomains ? disposableDomains : noDisposableDomains,
    sealer: createSealer({ secrets: settings.jwtSecrets }),
    codes: createCodeHasher({ secrets: settings.jwtSecrets }),
    mailer: chooseMailer(settings),
    pictures: createPictureEncoder(),
    pictureStore: createPictureStore(settings, { db, statements }),
    remotePictures: createRemotePictures({ maxBytes: uploadMaxBytes }),
    postMarkdown: createMarkdownRenderer({ onCrash: markdownThreadDied }),
    previewMarkdown: createMarkdownRenderer({ onCrash: markdownThreadDied }),
    log,
    trace: currentTrace,
    refusals,
    sessionStates,
    sessionIdleMinutes: settings.sessionIdleMinutes,
    appUrl: settings.appUrl,
    passwordMinLength: settings.passwordMinLength,
  };
  const worker = startOutboxWorker({ deliver: () => deliverDueMail(joined, { limit: 20 }), intervalMs: 5_000, log });
  // What is under way may end; what is not begun is left to another instance, or to the next start.
  process.once("SIGTERM", () => void worker.stop());
  return {
    deps: joined,
    syncClock: () => clock.sync(),
    wakeOutbox: () => worker.wake(),
    flushSeen: () => sessionStates.flushSeen(),
    flushSignins: () => siteAlarm.flush(),
    flushRefusals: () => refusals.flush(),
  };
}

/** The embedded database has one session for everybody, which cannot listen: there each check is a query. */
function openPush(
  settings: Env,
  listener: { onChange: (change: string) => void; onMail: () => void; log: Log },
): PushState {
  if (settings.mode === "local") return { isUp: () => false, catchUp: () => Promise.resolve() };
  return openSessionPush({ connectionString: settings.databaseDirectUrl, ...listener });
}

function chooseCaptcha(settings: Env, ports: Pick<Deps, "clock" | "log">): Captcha {
  const { appUrl, jwtSecrets: secrets, turnstile } = settings;
  return turnstile
    ? createTurnstileCaptcha({ ...turnstile, appUrl, ...ports })
    : createProofOfWorkCaptcha({ secrets, appUrl, clock: ports.clock });
}

function chooseMailer(settings: Env): Mailer {
  if (settings.resend) {
    const { apiKey, baseUrl } = settings.resend;
    return createResendMailer({
      apiKey,
      from: settings.emailFrom,
      timeoutMs: mailDeadlineMs,
      ...(baseUrl ? { baseUrl } : {}),
    });
  }
  if (settings.smtpUrl !== null)
    return createSmtpMailer({ url: settings.smtpUrl, from: settings.emailFrom, timeoutMs: mailDeadlineMs });
  const dir = path.join(settings.dataDir, "mailbox");
  return {
    send: async (mail) => (await import("@/local/mailbox/mailbox-mailer")).createMailboxMailer({ dir }).send(mail),
  };
}
