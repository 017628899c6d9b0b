import type { Deps } from "@/core/deps";
import { recordEvent } from "@/features/audit-log/record-event";
import { alarms } from "@/features/rate-limit/policy";
import { noteFinding } from "./note-finding";
import { readAlarms } from "./read-alarms";

const names = ["spraying", "mail"] as const;

/** Writes one line for each alarm that is up, once in its window over all instances: counts, and nobody's address or password. */
export async function tellAlarms(deps: Pick<Deps, "db" | "clock" | "log" | "trace">): Promise<void> {
  const states = await readAlarms(deps);
  for (const name of names) {
    if (!states[name].isRaised) continue;
    const event = `alarm.${name}`;
    const isOurs = await noteFinding(deps, { name: event, tellEveryMinutes: alarms[name].windowSeconds / 60 });
    if (!isOurs) continue;
    deps.log.warn(event, { ...states[name].counts, advice: alarms[name].advice });
    const details = { alarm: name };
    await deps.db.$transaction((tx) =>
      recordEvent(deps, tx, { name: "site.alarm_raised", actorId: null, subjectId: null, details }),
    );
  }
}
