import { createHash, timingSafeEqual } from "node:crypto";
import type {
  Captcha,
  CaptchaAction,
  Clock,
  Deps,
  Log,
  Mailer,
  OutgoingMail,
  PasswordHasher,
  Random,
  RefusalNote,
  SessionStates,
  SiteAlarm,
  Trace,
} from "@/core/deps";
import type { CaptchaProof } from "@/features/captcha/require-captcha";
import type { Device } from "@/features/sessions/device-label";
import { renderMarkdown } from "@/features/posts/render-markdown.mjs";
import { createCodeHasher } from "@/platform/code-hasher";
import { noBreachedPasswords } from "@/platform/breached-passwords";
import { noDisposableDomains } from "@/platform/disposable-domains";
import { createMemoryLimiter } from "@/platform/memory-limiter";
import { createPictureEncoder } from "@/platform/picture-encoder";
import { createPictureStore } from "@/platform/picture-store";
import { createSealer } from "@/platform/sealer";
import { createSessionStates } from "@/platform/session-states";
import { createStatements } from "@/platform/statements";

export type ManualClock = Clock & {
  advance(by: { hours?: number; minutes?: number; seconds?: number }): void;
};

export type TestDeps = Deps & {
  clock: ManualClock;
  /** What the mailer was given, by idempotency key. */
  delivered: Map<string, OutgoingMail>;
  logged: { level: "info" | "warn" | "error"; event: string; text: string }[];
  /** What was noted as refused. */
  refused: RefusalNote[];
};

/** What the audit log notes of a request in a test. */
export const testTrace: Trace = { requestId: "a request", place: "192.0.2.x", agent: "Firefox on Linux" };

const testSecret = "a secret for tests, of 32 bytes or more";

/** The deps of production, but for a clock moved by hand, counted secrets, a cheap hasher and a mailer that keeps what it is given. */
export function createTestDeps(overrides: Partial<Deps> = {}): TestDeps {
  const clock = createManualClock();
  const delivered = new Map<string, OutgoingMail>();
  const logged: TestDeps["logged"] = [];
  const refused: RefusalNote[] = [];
  const { db = globalThis.testDatabase(), statements = createStatements(globalThis.testPool(), { isNamed: true }) } =
    overrides;
  return {
    db,
    statements,
    random: createCountedRandom(),
    limiter: createMemoryLimiter({ clock }),
    siteAlarm: createTestSiteAlarm(),
    captcha: createCheapCaptcha(clock),
    captchaMode: "suspicion",
    hasher: createCheapHasher(),
    breachedPasswords: noBreachedPasswords,
    disposableDomains: noDisposableDomains,
    sealer: createSealer({ secrets: [testSecret] }),
    codes: createCodeHasher({ secrets: [testSecret] }),
    mailer: createRecordingMailer(delivered),
    pictures: createPictureEncoder(),
    pictureStore: createPictureStore({ pictureStore: { kind: "database" } }, { db, statements }),
    remotePictures: { fetch: () => Promise.resolve({ ok: false, reason: "unreachable" }) },
    postMarkdown: markdownHere,
    previewMarkdown: markdownHere,
    log: createRecordingLog(logged),
    trace: () => testTrace,
    refusals: { note: (refusal) => refused.push(refusal) },
    sessionStates: createTestSessionStates(),
    sessionIdleMinutes: null,
    appUrl: "https://app.example.com",
    passwordMinLength: 15,
    ...overrides,
    clock,
    delivered,
    logged,
    refused,
  };
}

/** In the tests' own thread. */
const markdownHere = { render: (markdown: string) => Promise.resolve(renderMarkdown(markdown)) };

let passedCaptchas = 0;

/** A captcha passed for this action, as a caller sends it; another one with each call. */
export function passedCaptcha(action: CaptchaAction): CaptchaProof {
  return { kind: "answer", answer: `passed ${action} ${passedCaptchas++}` };
}

/** The contract of the real captchas without their work: `passed <action> <number>` passes for the action. */
function createCheapCaptcha(clock: Clock): Captcha {
  return {
    challenge: (action) => Promise.resolve({ kind: "turnstile", siteKey: "a site key", action }),
    verify: (answer, action) => {
      const expiresAt = new Date(clock.now().getTime() + 600_000);
      const passes = answer.startsWith(`passed ${action} `);
      return Promise.resolve(passes ? { ok: true, id: answer, expiresAt } : { ok: false, reason: "refused" });
    },
  };
}

/** What a session in a test is known by. */
export const testDevice: Device = { label: "Firefox on Linux", place: "192.0.2.x" };

/** How somebody comes in by a provider in a test. */
export const testEntry = { device: testDevice, method: "google" };

/** As an instance without the push: every call asks the database. */
function createTestSessionStates(): SessionStates {
  const { run } = createStatements(globalThis.testPool(), { isNamed: true });
  return createSessionStates({ run, push: { isUp: () => false, catchUp: () => Promise.resolve() } });
}

/** Never up, unless a test puts one in its place. */
function createTestSiteAlarm(): SiteAlarm {
  return { signinEnded: () => undefined, isRaised: () => Promise.resolve(false) };
}

function createManualClock(): ManualClock {
  let now = Date.parse("2026-03-01T12:00:00.000Z");
  return {
    now: () => new Date(now),
    advance: ({ hours = 0, minutes = 0, seconds = 0 }) => {
      now += hours * 3_600_000 + minutes * 60_000 + seconds * 1000;
    },
  };
}

/** Distinct, shaped like real ones, and the same on every run. */
function createCountedRandom(): Random {
  let count = 0;
  return {
    secret: () => createHash("sha256").update(`secret ${count++}`).digest("base64url"),
    code: () =>
      String(createHash("sha256").update(`code ${count++}`).digest().readUInt32BE() % 1_000_000).padStart(6, "0"),
    id: () =>
      createHash("sha256")
        .update(`id ${count++}`)
        .digest("hex")
        .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5"),
  };
}

/** The contract of the real hasher without its cost: the hash does not show the password, and `old:` hashes are outdated. */
function createCheapHasher(): PasswordHasher {
  return {
    refusal: () => null,
    hash: (password) => Promise.resolve({ ok: true, hash: `new:${digest(password)}` }),
    verify: (password, hash) => {
      const stored = Buffer.from(
        (hash ?? "")
          .replace(/^(new|old):/, "")
          .padEnd(64, "0")
          .slice(0, 64),
      );
      const matches = hash !== null && timingSafeEqual(stored, Buffer.from(digest(password)));
      return Promise.resolve({ ok: true, matches, outdated: hash?.startsWith("old:") ?? false });
    },
  };
}

/** The hash that an account from before has, for tests of the upgrade. */
export function outdatedHash(password: string): string {
  return `old:${digest(password)}`;
}

function digest(password: string): string {
  return createHash("sha256").update(password).digest("hex");
}

function createRecordingMailer(delivered: Map<string, OutgoingMail>): Mailer {
  return {
    send: (mail) => {
      delivered.set(mail.id, mail);
      return Promise.resolve({ ok: true });
    },
  };
}

function createRecordingLog(logged: TestDeps["logged"]): Log {
  const keep = (level: "info" | "warn" | "error") => (event: string, fields?: unknown) => {
    logged.push({ level, event, text: JSON.stringify([event, fields]) });
  };
  const error = keep("error");
  return { info: keep("info"), warn: keep("warn"), error: (event, _error, fields) => error(event, fields) };
}
