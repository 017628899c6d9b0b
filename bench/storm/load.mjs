import { randomInt } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { sessionCookies } from "../lib/contenders.mjs";
import { send } from "../lib/load.mjs";

/** A person who clicks on, all the time. */
const betweenProbesMs = 10;

/**
 * Asks who is signed in, one request after the other.
 * @returns {Promise<number[]>} how long each took, in ms
 */
export async function probe({ port, contender, cookie, forMs }) {
  const agent = new Agent({ keepAlive: true });
  const times = [];
  const endsAt = performance.now() + forMs;
  try {
    while (performance.now() < endsAt) {
      const answer = await send(port, { path: contender.mePath, headers: { cookie }, agent });
      if (answer.status !== 200) throw new Error(`${contender.name} answered ${answer.status} ${answer.text}`);
      times.push(answer.ms);
      await wait(betweenProbesMs);
    }
  } finally {
    agent.destroy();
  }
  return times;
}

/** Signs people in over so many connections, each with the next as soon as it has its answer. */
export async function storm({ port, contender, signinRequest, accounts, connections, forMs }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  let count = 0;
  async function connection() {
    while (performance.now() - startedAt < forMs) {
      // The first is signed in already and stays so.
      const person = accounts[randomInt(1, accounts.length)];
      sessionCookies(contender, await send(port, { ...signinRequest(person, randomAddress()), agent }));
      count += 1;
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection));
  } finally {
    agent.destroy();
  }
  return { count, perSecond: count / ((performance.now() - startedAt) / 1000) };
}

function randomAddress() {
  return [100, randomInt(64, 128), randomInt(256), randomInt(256)].join(".");
}
