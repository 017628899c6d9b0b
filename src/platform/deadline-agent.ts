import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/**
 * Opens a connection for each request and cuts it so many milliseconds later. For clients that wait for ever on the rest of an answer
 * that has begun. It speaks the protocol of `url` alone: whoever is asked over TLS cannot name an address without it as their next.
 */
export function deadlineAgent(url: string, deadlineMs: number): HttpAgent {
  const options = { keepAlive: false };
  const agent = url.startsWith("https:") ? new HttpsAgent(options) : new HttpAgent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (to, opened) => {
    const socket = connect(to, opened);
    const cutting = setTimeout(() => socket?.destroy(), deadlineMs);
    socket?.once("close", () => clearTimeout(cutting));
    return socket;
  };
  return agent;
}
