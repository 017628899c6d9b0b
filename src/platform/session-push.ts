import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Log } from "@/core/deps";
import type { PushState } from "./session-states";

/** The channel that the database's triggers notify. */
const channel = "latchkey_sessions";

/** The channel that is notified when a mail is owed. */
const mailChannel = "latchkey_outbox";

/** How often this instance sends itself a beat through the database. */
const beatMs = 250;

/** A state in memory is used only while a beat has come back that was sent at most this long ago: the bound of what is stale. */
export const staleAtMostMs = 800;

const catchUpMs = 500;
const reconnectMs = 250;

/** A connection on which nothing has come back for so long is given up for a new one. */
const stalledMs = 3_000;

export type SessionPush = PushState & { close(): Promise<void> };

type Options = {
  connectionString: string;
  /** Told each change, and `all` whenever one may have been missed. */
  onChange: (change: string) => void;
  /** Told when a mail may be owed that was not before. */
  onMail?: () => void;
  log: Log;
};

/**
 * Listens to the changes of sessions and users. Postgres hands out notifications in the order of commits, so a beat of our own that
 * has come back proves that every change committed before it was sent has arrived here too. Without such proof of the last moments,
 * because the connection is cut, stalled or led through a pooler that does not listen, the push is down and nothing in memory counts.
 */
export function openSessionPush({ connectionString, onChange, onMail, log }: Options): SessionPush {
  const beatChannel = `latchkey_beat_${randomBytes(8).toString("hex")}`;
  const sent = new Map<number, { at: number; arrived: () => void }>();
  let client: pg.Client | null = null;
  let giveUp: () => void = () => undefined;
  let provenUntil = -Infinity;
  let beats = 0;
  let queue: Promise<unknown> = Promise.resolve();
  /** The beat that waits for its turn: it leaves later than now, so it proves as much as one of the caller's own would. */
  let waiting: Promise<void> | null = null;
  /** Earlier beats prove nothing: a change is known to have been under way when they were sent. */
  let firstThatCounts = 0;
  let wasUp = false;
  let closed = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString, application_name: "latchkey push", connectionTimeoutMillis: 2_000 });
    let lost = false;
    const lose = () => {
      if (!lost) dismiss(next);
      lost = true;
    };
    next.on("notification", ({ channel: from, payload = "" }) => {
      if (from === channel) onChange(payload);
      else if (from === mailChannel) onMail?.();
      else arrive(Number(payload));
    });
    next.on("error", lose);
    next.on("end", lose);
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
      await next.query(`LISTEN ${beatChannel}`);
      await next.query(`LISTEN ${mailChannel}`);
    } catch {
      lose();
      return;
    }
    if (closed) {
      lose();
      return;
    }
    onChange("all");
    onMail?.();
    client = next;
    giveUp = lose;
    void beat();
  }

  function dismiss(lost: pg.Client): void {
    if (client === lost) client = null;
    queue = Promise.resolve();
    waiting = null;
    distrust();
    sent.clear();
    if (wasUp) log.warn("session_push_down");
    wasUp = false;
    void lost.end().catch(() => undefined);
    if (!closed) setTimeout(() => void connect(), reconnectMs).unref();
  }

  function distrust(): void {
    provenUntil = -Infinity;
    firstThatCounts = beats + 1;
  }

  function arrive(id: number): void {
    const beat = sent.get(id);
    sent.delete(id);
    if (!beat || id < firstThatCounts) return;
    provenUntil = Math.max(provenUntil, beat.at + staleAtMostMs);
    beat.arrived();
    if (!wasUp) log.info("session_push_up");
    wasUp = true;
  }

  /** Resolves when a beat has come back that left after this call; never where it does not. Of a storm of calls, many share one. */
  function beat(): Promise<void> {
    return (waiting ??= new Promise<void>((resolve) => {
      const asked = client;
      const id = (beats += 1);
      sent.set(id, { at: performance.now(), arrived: resolve });
      const leave = () => {
        waiting = null;
        return asked?.query({
          name: "latchkey_beat",
          text: "SELECT pg_notify($1, $2)",
          values: [beatChannel, String(id)],
        });
      };
      // The driver takes one query at a time.
      queue = queue.then(leave).catch(() => undefined);
    }));
  }

  const timer = setInterval(() => {
    const [oldest] = sent.values();
    if (client && oldest && performance.now() - oldest.at > stalledMs) {
      giveUp();
      return;
    }
    if (client) void beat();
  }, beatMs).unref();

  void connect();
  return {
    isUp: () => performance.now() < provenUntil,
    async catchUp() {
      // What is not trusted now must not be trusted by a beat that is older than this call.
      if (performance.now() >= provenUntil) {
        distrust();
        return;
      }
      let timeout: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timeout = setTimeout(resolve, catchUpMs, true).unref();
      });
      const isLate = await Promise.race([beat().then(() => false), late]);
      clearTimeout(timeout);
      if (isLate) distrust();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      const open = client;
      distrust();
      await open?.end();
    },
  };
}
