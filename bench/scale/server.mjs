import { Agent } from "node:http";
import { latchkey } from "../lib/contenders.mjs";
import { send } from "../lib/load.mjs";
import { freePort, startServer } from "../lib/server-process.mjs";

/** Nothing listens on port 1, so every check asks the database: from memory, no amount of rows could slow it. */
const noPush = { DATABASE_DIRECT_URL: "postgresql://postgres@127.0.0.1:1/none" };

/** The product as it is served, on one database; who is signed in there is in `load-rows.mjs`. */
export async function openServer(databaseUrl, { users, signSessionToken }) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  // Sessions of a month are there, and none of them was ever used.
  const env = { ...latchkey.env({ origin, databaseUrl }), ...noPush, SESSION_IDLE_MINUTES: "0" };
  const server = await startServer(latchkey.app, { port, env });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const keys = { secrets: [env.NEXTAUTH_SECRET], appUrl: origin };
  return {
    /** The cookie of a session by its number. */
    cookieOf(number) {
      const userId = `user-${((number - 1) % users) + 1}`;
      const session = { secret: `session ${number}`, userId, expiresAt: new Date(Date.now() + 86_400_000) };
      return `next-auth.session-token=${signSessionToken(keys, session, new Date())}`;
    },
    async checkSession(cookie) {
      const answer = await send(port, { path: latchkey.mePath, headers: { cookie }, agent });
      if (answer.status !== 200) throw new Error(`A session was not found: ${answer.status} ${answer.text}`);
    },
    close: async () => {
      agent.destroy();
      await server.stop();
    },
  };
}
