import { randomBytes } from "node:crypto";
import { ask, readJson } from "../ask";
import { isLoopback, read, type Context } from "../context";
import { codeOf } from "../database";
import { fault, good, note, orGood, skipped, warning, type Finding } from "../finding";
import { inTime } from "@/platform/in-time";
import { isPrivateHost } from "./database";

const answerMs = 1_500;

/** The limiter asks Postgres where the store takes longer (src/platform/limiter.ts). */
const deadlineMs = 200;

/** The few commands that say whether the limits can be counted there; each answers what Redis answers. */
type Store = { name: string; url: string; tell: (...command: string[]) => Promise<unknown>; close: () => void };

export async function checkLimits(context: Context): Promise<Finding[]> {
  const store = await openStore(context).catch((error: unknown) => error);
  if (store === null) {
    const where = context.mode === "local" ? "in memory, of one process" : "in Postgres, for all instances";
    return [good("limits", `counted ${where}`)];
  }
  if (!isStore(store)) return [refused(store)];
  try {
    return await judgeStore(store);
  } catch (error) {
    return [refused(error)];
  } finally {
    store.close();
  }
}

function isStore(value: unknown): value is Store {
  return typeof value === "object" && value !== null && "tell" in value;
}

/** Null where no store of their own is set. */
async function openStore(context: Context): Promise<Store | null> {
  const [upstash, token] = [read(context, "UPSTASH_REDIS_REST_URL"), read(context, "UPSTASH_REDIS_REST_TOKEN")];
  if (upstash !== null && token !== null) return openUpstash(upstash, token);
  const url = read(context, "REDIS_URL");
  return url === null ? null : await openRedis(url);
}

async function openRedis(url: string): Promise<Store> {
  const { createClient } = await import("redis");
  const socket = { connectTimeout: answerMs, reconnectStrategy: false as const };
  const client = createClient({ url, socket, disableOfflineQueue: true, RESP: 2 });
  client.on("error", () => undefined);
  const close = () => {
    if (client.isOpen) client.destroy();
  };
  await inTime(client.connect(), answerMs).catch((error: unknown) => {
    close();
    throw error;
  });
  return { name: "Redis", url, tell: (...command) => inTime(client.sendCommand(command), answerMs), close };
}

function openUpstash(url: string, token: string): Store {
  const tell = async (...command: string[]): Promise<unknown> => {
    const answer = await ask(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(command),
      deadlineMs: answerMs,
    });
    const { status } = answer;
    const { result, error } = readJson(answer);
    if (status === 401 || status === 403) throw new Error("WRONGPASS");
    if (status !== 200) throw new Error(typeof error === "string" ? error : `HTTP ${status}`);
    return result;
  };
  return { name: "Upstash", url, tell, close: () => undefined };
}

async function judgeStore(store: Store): Promise<Finding[]> {
  const key = `latchkey:doctor:${randomBytes(8).toString("hex")}`;
  await store.tell("SET", key, "1", "PX", "5000");
  // The limits are counted by a script, which a restricted user may not run.
  const count = () => store.tell("EVAL", "return redis.call('INCR', KEYS[1])", "1", key);
  const counted = await count();
  const tookMs = Math.round(await fastestMs(count));
  const found: Finding[] = [];
  if (Number(counted) !== 2) {
    const sentence = `${store.name} does not give back what was written`;
    found.push(fault({ id: "limits.lost", sentence, remedy: "Point to one that is not a replica or a stand-in." }));
  }
  if (tookMs > deadlineMs) {
    const sentence = `${store.name} took ${tookMs} ms, and the limits wait ${deadlineMs}: they are counted in Postgres meanwhile`;
    found.push(warning({ id: "limits.slow", sentence, remedy: "Move it near to the app, or leave it out." }));
  }
  found.push(...judgeWay(store.url), ...judgeMemory(await memoryOf(store), store.name));
  return orGood(found, "limits", `${store.name} answers in ${tookMs} ms`);
}

/** Of three answers, for a single slow one may be this machine's fault; one within the deadline is enough. */
async function fastestMs(ask: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity;
  for (let asked = 0; asked < 3 && fastest > deadlineMs; asked++) {
    const askedAt = performance.now();
    await ask();
    fastest = Math.min(fastest, performance.now() - askedAt);
  }
  return fastest;
}

/** The password goes over that connection too. */
function judgeWay(url: string): Finding[] {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "redis:" || isLoopback(url) || isPrivateHost(hostname)) return [];
  const sentence = `the connection to ${hostname} is not encrypted`;
  return [warning({ id: "limits.plain", sentence, remedy: "Use rediss:// in REDIS_URL." })];
}

type Memory = { policy: string; max: number; used: number };

/** Null where the operator does not let it be asked. */
async function memoryOf(store: Store): Promise<Memory | null> {
  const text = String(await store.tell("INFO", "memory").catch(() => ""));
  const value = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(text)?.[1];
  const policy = value("maxmemory_policy");
  return policy === undefined ? null : { policy, max: Number(value("maxmemory")), used: Number(value("used_memory")) };
}

function judgeMemory(memory: Memory | null, name: string): Finding[] {
  if (memory === null || memory.max === 0) return [];
  if (memory.policy !== "noeviction") {
    const sentence = `${name} forgets keys when its memory is full (${memory.policy}), and limits with them`;
    const remedy = "CONFIG SET maxmemory-policy noeviction, or give the limits a Redis of their own.";
    return [warning({ id: "limits.eviction", sentence, remedy })];
  }
  if (memory.used < memory.max * 0.9) return [];
  const sentence = `${name} has used ${Math.round((memory.used / memory.max) * 100)} % of its memory`;
  return [warning({ id: "limits.full", sentence, remedy: "Give it more (maxmemory)." })];
}

function refused(error: unknown): Finding {
  const message = error instanceof Error ? error.message : "";
  if (/WRONGPASS|NOAUTH|invalid (username|password)|AUTH/i.test(message)) {
    const sentence = "the limits' store refuses the password or token";
    return fault({ id: "limits.auth", sentence, remedy: "Correct it in REDIS_URL, or UPSTASH_REDIS_REST_TOKEN." });
  }
  if (/READONLY/.test(message)) {
    const sentence = "the limits' store is a replica, which takes no writes";
    return fault({ id: "limits.replica", sentence, remedy: "Name the primary." });
  }
  if (/NOPERM/i.test(message)) {
    const sentence = "the limits' store forbids this user SET or EVAL";
    return fault({
      id: "limits.permission",
      sentence,
      remedy: "Allow both, on keys latchkey:*; not a read-only token.",
    });
  }
  if (/OOM/.test(message)) {
    const sentence = "the limits' store has no memory left";
    return fault({ id: "limits.oom", sentence, remedy: "Give it more (maxmemory)." });
  }
  const sentence = `the limits' store does not answer (${codeOf(error) || "too slow"}): Postgres counts instead`;
  return fault({ id: "limits.away", sentence, remedy: "Start it, or correct REDIS_URL or UPSTASH_REDIS_REST_URL." });
}

/** Each running instance holds one connection on which it listens, by which it can be counted. */
export async function checkInstances(context: Context): Promise<Finding[]> {
  const { database } = context;
  if (database === null || (await database.fault()) !== null)
    return [skipped("instances", "they are counted in the database")];
  const [row] = await database.query<{ instances: number; machines: number }>(
    `SELECT count(*)::int AS instances, count(DISTINCT client_addr)::int AS machines FROM pg_stat_activity
     WHERE application_name = 'latchkey push' AND datname = current_database()`,
  );
  const url = read(context, "REDIS_URL");
  const store =
    url === null ? (context.mode === "local" ? "memory" : "shared") : isLoopback(url) ? "machine" : "shared";
  return judgeInstances({ instances: row?.instances ?? 0, machines: row?.machines ?? 0, store });
}

type Instances = { instances: number; machines: number; store: "memory" | "machine" | "shared" };

export function judgeInstances({ instances, machines, store }: Instances): Finding[] {
  if (store === "memory" && instances > 1) {
    const sentence = `${instances} instances run, and each counts the limits in its own memory`;
    const remedy = "Local mode is for one process: leave LATCHKEY_MODE out, or set REDIS_URL.";
    return [fault({ id: "instances.memory", sentence, remedy })];
  }
  if (store === "machine" && machines > 1) {
    const sentence = `instances run on ${machines} machines, and each counts the limits in its own Redis (REDIS_URL is local)`;
    return [
      fault({
        id: "instances.redis",
        sentence,
        remedy: "Name one Redis that all reach, or leave it out for Postgres.",
      }),
    ];
  }
  return [note("instances", instances === 0 ? "none is running" : `${instances} running, limits are shared`)];
}
