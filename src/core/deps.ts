import type { PrismaClient, Prisma } from "@/platform/prisma/client";
import type { Email } from "./email";
import type { ImageKind, Role, SessionKind } from "@/platform/prisma/enums";
import type { Statements } from "./statement";

/** Everything a use case may touch. A use case takes a `Pick` of it, so that its signature tells a reviewer what it can reach. */
export type Deps = {
  db: PrismaClient;
  statements: Statements;
  clock: Clock;
  random: Random;
  limiter: Limiter;
  siteAlarm: SiteAlarm;
  captcha: Captcha;
  captchaMode: CaptchaMode;
  hasher: PasswordHasher;
  breachedPasswords: BreachedPasswords;
  disposableDomains: DisposableDomains;
  sealer: Sealer;
  codes: CodeHasher;
  mailer: Mailer;
  pictures: PictureEncoder;
  pictureStore: PictureStore;
  remotePictures: RemotePictures;
  postMarkdown: MarkdownRenderer;
  /** Apart, so that what is tried out while writing keeps no reader waiting. */
  previewMarkdown: MarkdownRenderer;
  log: Log;
  /** What the audit log notes of the request that is being answered. */
  trace(): Trace;
  refusals: Refusals;
  sessionStates: SessionStates;
  /** A session that was not used for this long has ended; null where only its absolute end counts. */
  sessionIdleMinutes: number | null;
  /** The one public origin, without a trailing slash; every link in a mail starts with it. */
  appUrl: string;
  /** What checkPassword asks of a new password. */
  passwordMinLength: number;
};

/** A query runs on the client, or inside the transaction that the caller has open. */
export type Db = PrismaClient | Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

export type MarkdownRenderer = {
  /** HTML that nobody can be harmed by; null where too many texts wait already. Never rejects. */
  render(markdown: string): Promise<string | null>;
};

/** The time that every instance agrees on: the database's. */
export type Clock = {
  now(): Date;
};

/** A session's row and its owner's, as far as they decide who is asking. Only sessions of confirmed, unsuspended people have one. */
export type SessionState = {
  sessionId: string;
  kind: SessionKind;
  scopes: readonly string[];
  createdAt: Date;
  expiresAt: Date;
  provenAt: Date | null;
  lastSeenAt: Date | null;
  user: { id: string; name: string; email: string; role: Role };
};

/** A session is asked for by the hash of its secret, as cookies and personal tokens do, or by its id, as access tokens do. */
export type SessionKey = { secretHash: string } | { sessionId: string };

export type SessionStates = {
  /** The state of a session if it is in memory, no older than the bound in `platform/session-states.ts`; otherwise null. */
  recall(key: SessionKey): SessionState | null;
  /** The state of a session by the database; null when it ended or never was. Throws when the database is away. Expiry is the caller's. */
  find(key: SessionKey): Promise<SessionState | null>;
  /** Remembers that the session was used; written to the database in batches. */
  seen(sessionId: string, at: Date): void;
  /** Returns when this instance knows every change that was committed before the call. Never throws, and takes half a second at most. */
  catchUp(): Promise<void>;
};

export type Random = {
  /** A secret of 256 bits from the system's generator, as 43 characters of base64url. */
  secret(): string;
  /** Six digits from the same source, each of the million equally likely. */
  code(): string;
  /** A UUID for a new row. */
  id(): string;
};

export type LimitVerdict = { ok: true } | { ok: false; retryAfterSeconds: number };

/** `passed` is how many of the limits let the request pass before one refused it. */
export type LimitsVerdict = { ok: true } | { ok: false; retryAfterSeconds: number; passed: number };

export type Limit = {
  /** Names the bucket; part of every key. */
  name: string;
  max: number;
  windowSeconds: number;
};

export type Limiter = {
  /** Counts one request of `client` in a sliding window. Never throws. `retryAfterSeconds` is whole, at least 1, and true to the second. */
  take(limit: Limit, client: string): Promise<LimitVerdict>;
  /** Counts one request by each limit in turn, up to the first that refuses it: one trip to the store for all. Never throws. */
  takeAll(limits: readonly Limit[], client: string): Promise<LimitsVerdict>;
};

/** What may be wrong with the site as a whole: passwords tried over many accounts, or more mail than people cause. */
export type AlarmName = "spraying" | "mail";

export type SiteAlarm = {
  /** Notes how a sign-in ended that was evaluated. Costs no query: it is written down in batches. */
  signinEnded(outcome: "failed" | "succeeded"): void;
  /** Whether the alarm is up, as of a few seconds ago. Never throws. */
  isRaised(alarm: AlarmName): Promise<boolean>;
};

/** When a captcha is asked for: never, once a caller, an account or the site looks suspicious, or every time. */
export type CaptchaMode = "off" | "suspicion" | "always";

/** What a captcha was shown for. What was passed for one action passes for no other. */
export type CaptchaAction = "signup" | "signin" | "forgot-password" | "verification-resend";

/** What a page, or an app, needs to have a captcha passed. */
export type CaptchaChallenge =
  | { kind: "turnstile"; siteKey: string; action: CaptchaAction }
  /** The protocol of ALTCHA, version 2: find the counter whose derived key starts with `keyPrefix`. */
  | { kind: "proof-of-work"; challenge: { parameters: Readonly<Record<string, unknown>>; signature: string } };

export type CaptchaVerdict =
  /** `id` is the same each time that this captcha is answered, and `expiresAt` says how long it would pass. */
  | { ok: true; id: string; expiresAt: Date }
  /** `refused` is the sender's fault; `unavailable` means that nobody could find out, which lets nobody in. */
  | { ok: false; reason: "refused" | "unavailable" };

export type Captcha = {
  challenge(action: CaptchaAction): Promise<CaptchaChallenge>;
  /** Whether this answer passes for this action on this host. Never throws, and takes 2 s at most. That it counts once is the caller's. */
  verify(answer: string, action: CaptchaAction): Promise<CaptchaVerdict>;
};

/** Answered by the hasher when its queue is full; the caller says "busy, try again" and never lets anybody in. */
export type HasherBusy = { ok: false; reason: "busy"; retryAfterSeconds: number };

export type PasswordHasher = {
  /** What a call would be answered now, where that is certain: for who would count or use something up first. */
  refusal(): HasherBusy | null;
  /** An Argon2id PHC string of the password as it was typed. */
  hash(password: string): Promise<{ ok: true; hash: string } | HasherBusy>;
  /**
   * Compares with a hash of Argon2id, or of bcrypt, scrypt or PBKDF2 from before. With `hash` null it spends the time of a comparison and answers that it does not match,
   * so that an unknown account costs what a known one does. `outdated` asks for a new hash of the same password.
   */
  verify(
    password: string,
    hash: string | null,
  ): Promise<{ ok: true; matches: boolean; outdated: boolean } | HasherBusy>;
};

export type BreachedPasswords = {
  /**
   * Whether a password is known from other sites' leaks. Never throws, and answers within 2 s; false where that could not be found out,
   * or is not asked at all. Neither the password nor its hash leaves this machine.
   */
  includes(password: string): Promise<boolean>;
};

export type DisposableDomains = {
  /** Whether anybody can read this mailbox, as far as a list tells; always false where the site lets such addresses sign up. */
  includes(email: Email): boolean;
};

export type Sealer = {
  /** AES-256-GCM with a fresh nonce and a key id; `context` is authenticated and must be the same at opening. */
  seal(plaintext: string, context: string): Uint8Array<ArrayBuffer>;
  /** Null when the bytes were altered, sealed for another context, or sealed under a key that is gone. */
  open(sealed: Uint8Array, context: string): string | null;
};

export type CodeHasher = {
  /** A keyed hash (hex), for what is too short to be hashed without a key; `context` ties it to one row. */
  hash(code: string, context: string): string;
  /** In constant time, under any key that is in use. */
  matches(code: string, context: string, hash: string): boolean;
};

export type OutgoingMail = {
  /** The outbox row's id, which is the idempotency key. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
};

export type MailFailure = {
  ok: false;
  /** `temporary` is tried again, not before `retryAfterSeconds` where the provider named a time; `permanent` is given up. */
  kind: "temporary" | "permanent";
  code: "rate_limited" | "provider_error" | "timeout" | "unreachable" | "rejected" | "bad_answer";
  retryAfterSeconds?: number;
};

/** `providerId` is what the provider's reports will call the mail by, where it sends any. */
export type MailAccepted = { ok: true; providerId?: string };

export type Mailer = {
  /** Sends one mail within its own deadline. Never throws; sending the same id again is not a second mail. */
  send(mail: OutgoingMail): Promise<MailAccepted | MailFailure>;
};

/** A picture in each of its kind's widths, in pixels, as WebP. */
export type EncodedPicture = { width: number; bytes: Uint8Array<ArrayBuffer> }[];

export type PictureEncoder = {
  /** Cuts and encodes a picture anew, whatever format it came in; only its pixels are kept. Never throws. */
  encode(
    bytes: Uint8Array,
    kind: ImageKind,
  ): Promise<
    | { ok: true; picture: EncodedPicture }
    | { ok: false; reason: "no_picture" }
    | { ok: false; reason: "busy"; retryAfterSeconds: number }
  >;
};

/**
 * Where the files of pictures lie. It knows nothing of who may see one: that is asked of the `Image` row before. It throws where it is
 * away, and within its own deadline; also for an id or a width that is none of ours.
 */
export type PictureStore = {
  /** Keeps every width of a picture; when it returns, they outlive a crash. */
  put(imageId: string, picture: EncodedPicture): Promise<void>;
  /** One width, or null where there is none. */
  get(imageId: string, width: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Deletes every width; nothing where there is none. */
  delete(imageId: string): Promise<void>;
};

export type RemotePictures = {
  /** The bytes at an https address of the public internet. Never throws, and takes 5 s at most. */
  fetch(address: string): Promise<{ ok: true; bytes: Uint8Array } | { ok: false; reason: "unreachable" | "too_large" }>;
};

/** Facts only: never a password, a token, a cookie or a mail's text. */
export type LogFields = Record<string, string | number | boolean | null | undefined> & OwnLogFields;
/** Every line has these by itself: a field of the same name would be there twice, and tell another time or level. */
type OwnLogFields = { time?: never; level?: never; event?: never };

/** Where a request came from, in the words that may be kept; all null for what the site does by itself. */
export type Trace = {
  requestId: string | null;
  /** The client's address without its last part. */
  place: string | null;
  /** Such as "Firefox on Linux". */
  agent: string | null;
};

/** A refusal as the audit log keeps it; the catalogue of the audit log says which there are. */
export type RefusalNote = Trace & {
  name: string;
  reason: string;
  actorId: string | null;
  subjectId: string | null;
  sessionId: string | null;
  details: Readonly<Record<string, string | number | boolean>>;
};

export type Refusals = {
  /** Remembers a refusal for the next second's write. Costs no query and never throws; beyond a bound, equal kinds are counted as one. */
  note(refusal: RefusalNote): void;
};

export type Log = {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is recorded by its name and code alone, for its message may quote what was typed. */
  error(event: string, error: unknown, fields?: LogFields): void;
};
