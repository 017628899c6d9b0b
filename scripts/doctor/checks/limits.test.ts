import { describe } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { itFinds } from "../../../tests/support/doctor-look";
import { runInstance, upstash } from "../../../tests/support/doctor-plants";

describe("the doctor's look at the limits", () => {
  itFinds([
    [
      "a Redis that is not started",
      ["limits.away"],
      async ({ options: { source } }) => {
        source["REDIS_URL"] = `redis://127.0.0.1:${await freePort()}`;
      },
    ],
    [
      "a Redis with a password",
      ["limits.auth"],
      ({ redis }) => redis.tell("CONFIG", "SET", "requirepass", "hunter2hunter2"),
    ],
    ["a Redis that is a replica", ["limits.replica"], ({ redis }) => redis.tell("REPLICAOF", "127.0.0.1", "1")],
    [
      "a Redis that forgets",
      ["limits.eviction"],
      async ({ redis }) => {
        await redis.tell("CONFIG", "SET", "maxmemory", "100mb");
        await redis.tell("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      },
    ],
    ["a Redis without memory", ["limits.oom"], ({ redis }) => redis.tell("CONFIG", "SET", "maxmemory", "1000")],
    [
      "a Redis user without scripts",
      ["limits.permission"],
      ({ redis }) => redis.tell("ACL", "SETUSER", "default", "-eval"),
    ],
    ["a refused token of Upstash", ["limits.auth"], upstash({ status: 401, body: { error: "Unauthorized" } })],
    ["a store that loses what is written", ["limits.lost"], upstash({ body: { result: "OK" } })],
    ["a store that answers late each time", ["limits.slow"], upstash({ body: { result: 2 }, lateMs: 250 })],
    [
      "limits in the memory of several instances",
      ["instances.memory"],
      async (setup) => {
        Object.assign(setup.options, { mode: "local" });
        Object.assign(setup.options.source, { LATCHKEY_MODE: "local", REDIS_URL: "", LATCHKEY_DATA_DIR: ".none" });
        await Promise.all([runInstance(setup), runInstance(setup)]);
      },
    ],
  ]);
});
