import { bucketOf, countArguments, runCountScript, type SharedWindow } from "./limiter-window";

const prefix = "latchkey:limit:";

/** Longer than any caller waits: only so that an attempt to connect that nobody waits for ends too. */
const connectMs = 2_000;

/**
 * The window in a Redis of one's own. The first count connects, and so does the next after the connection was closed or the caller
 * reset. The client reconnects nothing by itself, so that no queue of commands grows towards a server that does not answer.
 */
export function createRedisWindow({ url }: { url: string }): SharedWindow {
  let opened: Promise<Client> | undefined;

  function open(): Promise<Client> {
    const made = makeClient(url, () => {
      if (opened === made) opened = undefined;
    });
    return made;
  }

  return {
    async count(limits, client, nowMs) {
      opened ??= open();
      const redis = await (await opened).ready;
      const keys = limits.map((limit) => prefix + bucketOf(limit, client));
      const call = { keys, arguments: countArguments(limits, nowMs) };
      return await runCountScript({
        byName: (sha1) => redis.evalSha(sha1, call),
        byText: (script) => redis.eval(script, call),
      });
    },
    reset() {
      opened?.then(({ drop }) => drop()).catch(() => undefined);
      opened = undefined;
    },
  };
}

type Client = Awaited<ReturnType<typeof makeClient>>;

async function makeClient(url: string, onClosed: () => void) {
  // Loaded where it is used, for local mode does without.
  const { createClient } = await import("redis");
  const socket = { connectTimeout: connectMs, reconnectStrategy: false as const };
  const client = createClient({ url, socket, disableOfflineQueue: true, RESP: 2 });
  // Each call says itself what went wrong; without a listener the client would end the process.
  client.on("error", onClosed);
  const ready = client.connect();
  ready.catch(() => undefined);
  const drop = () => {
    if (client.isOpen) client.destroy();
  };
  return { ready, drop };
}
