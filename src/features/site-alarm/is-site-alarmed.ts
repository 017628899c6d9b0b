import type { Deps } from "@/core/deps";

/** Whether somebody tries passwords over many accounts right now, as of a few seconds ago: then everybody proves to be a person. */
export async function isSiteAlarmed(deps: Pick<Deps, "siteAlarm">): Promise<boolean> {
  return await deps.siteAlarm.isRaised("spraying");
}
