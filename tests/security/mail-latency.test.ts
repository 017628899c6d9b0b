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
  it("makes neither a sign-up nor a request for a reset link slower, by more than 50 ms at the 95th percentile", async () => {
    const times = new Map<string, number[]>();
    const measure = async (behaviour: ResendBehaviour, [name, cause]: [string, () => Promise<unknown>]) => {
      const key = `${name}: ${behaviour}`;
      const began = performance.now();
      await cause();
      times.set(key, [...(times.get(key) ?? []), performance.now() - began]);
    };
    for (let sample = 0; sample < samples; sample++) {
      for (const behaviour of behaviours) {
        app.resend.behave(behaviour);
        // Both at once: each waits, most of its time, for the moment at which all addresses are answered alike.
        await Promise.all(Object.entries(causes).map((cause) => measure(behaviour, cause)));
      }
    }
    for (const name of Object.keys(causes)) {
      const [well = 0, hung = 0, failing = 0] = behaviours.map((each) => p95(times.get(`${name}: ${each}`) ?? []));
      expect(well, name).toBeGreaterThan(0);
      expect(hung - well, name).toBeLessThanOrEqual(50);
      expect(failing - well, name).toBeLessThanOrEqual(50);
    }
  }, 240_000);
});
