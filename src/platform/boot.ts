import { deleteExpired, deleteExpiredLimits } from "@/core/delete-expired";
import { forgetEvents } from "@/features/audit-log/forget-events";
import { sealEvents } from "@/features/audit-log/seal-events";
import { cleanPictures } from "@/features/images/clean-pictures";
import { tellClientFault } from "@/features/rate-limit/client-watch";
import { tellAlarms } from "@/features/site-alarm/tell-alarms";
import { tellOwnersOfGuesses } from "@/features/unlock/tell-owners-of-guesses";
import { boundConnections } from "./connections";
import { deps, flushRefusals, flushSeenSessions, flushSigninTally, syncClock } from "./deps";
import { env, EnvError } from "./env";
import { every } from "./every";
import { collectYoungAlone } from "./garbage-collection";
import { recordPeerAddress } from "./peer-address";
import { mendRequestLines } from "./request-line";
import { sendSecurityHeaders } from "./response-headers";
import { sampleConsole } from "./sampled-log";
import { refuseUnreadablePaths } from "./unreadable-path";

const clockSyncMs = 60_000;
const flushSeenMs = 30_000;
const flushSigninsMs = 1_000;
const flushRefusalsMs = 1_000;
const sealEventsMs = 1_000;
const tellAlarmsMs = 10_000;
const tellOwnersMs = 15_000;
const cleanUpMs = 60 * 60_000;
const cleanLimitsMs = 5 * 60_000;
const cleanPicturesMs = 5 * 60_000;

/** Checks the environment and starts what runs beside the requests. A fault in the environment ends the process: better none than an open one. */
export async function boot(): Promise<void> {
  try {
    env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`Latchkey does not start. The environment has ${error.faults.length} fault(s):\n`);
    for (const fault of error.faults) process.stderr.write(`  - ${fault}\n`);
    process.exit(1);
  }
  // Where nobody reads the log any more, each line fails, the failure is logged, and that fails too: a loop that eats a core.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  if (env().mode === "production") sampleConsole(console, deps().log, { elapsed: () => performance.now() });
  // Of a developer's pages the newest version is pushed over an upgraded connection.
  if (process.env.NODE_ENV === "production") boundConnections();
  collectYoungAlone();
  mendRequestLines();
  refuseUnreadablePaths();
  recordPeerAddress();
  sendSecurityHeaders();
  await attempt("clock_sync", syncClock);
  if (standsBehindUnknownProxy())
    void attempt("client_watch", () => tellClientFault(deps(), "no_proxy_configured", { always: true }));
  every(clockSyncMs, () => attempt("clock_sync", syncClock));
  every(flushSeenMs, () => attempt("flush_seen_sessions", flushSeenSessions));
  every(flushSigninsMs, () => attempt("flush_signins", flushSigninTally));
  every(flushRefusalsMs, () => attempt("flush_refusals", flushRefusals));
  every(sealEventsMs, () => attempt("seal_events", () => sealEvents(deps())));
  every(tellAlarmsMs, () => attempt("tell_alarms", () => tellAlarms(deps())));
  every(tellOwnersMs, () => attempt("tell_owners", () => tellOwnersOfGuesses(deps())));
  every(cleanLimitsMs, () => attempt("clean_limits", () => deleteExpiredLimits(deps())));
  every(cleanPicturesMs, () => attempt("clean_pictures", () => cleanPictures(deps())));
  every(cleanUpMs, () => attempt("clean_up", () => deleteExpired(deps())));
  every(cleanUpMs, () =>
    attempt("forget_events", () => forgetEvents(deps(), { retentionDays: env().auditRetentionDays })),
  );
}

/** This process speaks plain http: where people come by https, a proxy stands in front, and it should be counted. */
function standsBehindUnknownProxy(): boolean {
  const { mode, appUrl, trustedProxyHops } = env();
  return mode === "production" && trustedProxyHops === 0 && appUrl.startsWith("https:");
}

/** What failed the last time that it was tried: told once, not every second of an outage. */
const failing = new Set<string>();

/** A database that is away at this moment is no reason to stop: until it answers, this machine's own clock counts. */
async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    failing.delete(name);
  } catch (error) {
    if (!failing.has(name)) deps().log.error(`${name}_failed`, error);
    failing.add(name);
  }
}
