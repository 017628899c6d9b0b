import { machineTimers, type Timers } from "@/platform/limiter-circuit";

/** A hundred times the patience of production, for a machine that is busy with other tests: there a store that is late is an outage. */
export const patientTimers: Timers = { ...machineTimers, after: (ms, work) => machineTimers.after(ms * 100, work) };
