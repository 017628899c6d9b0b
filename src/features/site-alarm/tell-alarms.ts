import type { Deps } from "@/core/deps";
import { alarms } from "@/features/rate-limit/policy";
import { noteFinding } from "./note-finding";
import { readAlarms } from "./read-alarms";

const names = ["spraying", "mail"] as const;

/** Writes one line for each alarm that is up, once in its window over all instances: counts, and nobody's address or password. */
export async function tellAlarms(deps: Pick<Deps, "db" | "clock" | "log">): Promise<void> {
  const states = await readAlarms(deps);
  for (const name of names) {
    if (!states[name].isRaised) continue;
    const event = `alarm.${name}`;
    const isOurs = await noteFinding(deps, { name: event, tellEveryMinutes: alarms[name].windowSeconds / 60 });
    if (isOurs) deps.log.warn(event, { ...states[name].counts, advice: alarms[name].advice });
  }
}
