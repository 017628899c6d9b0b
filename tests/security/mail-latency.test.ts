import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { ResendBehaviour } from "../support/fake-resend";
import { newPerson, openVisitor, signUp } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  app.resend.behave("ok");
  await app.stop();
});

const samples = 60;
const behaviours: ResendBehaviour[] = ["ok", "hang", "error"];

const causes: Record<string, () => Promise<unknown>> = {
  "a sign-up": () => signUp(openVisitor(app), newPerson(app)),
  "a request for a reset link": async () => {
    const { email } = await seedUser(app.database);
    const visitor = openVisitor(app);
    await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
  },
};

function p95(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
}

describe("a provider of mail that hangs or fails", () => {
  it.each(Object.entries(causes))(
    "makes %s no slower, by more than 50 ms at the 95th percentile",
    async (_, cause) => {
      const times = new Map(behaviours.map((behaviour) => [behaviour, [] as number[]]));
      for (let sample = 0; sample < samples; sample++) {
        for (const behaviour of behaviours) {
          app.resend.behave(behaviour);
          const began = performance.now();
          await cause();
          times.get(behaviour)?.push(performance.now() - began);
        }
      }
      const [well = 0, hung = 0, failing = 0] = behaviours.map((behaviour) => p95(times.get(behaviour) ?? []));
      expect(hung - well).toBeLessThanOrEqual(50);
      expect(failing - well).toBeLessThanOrEqual(50);
    },
    240_000,
  );
});
