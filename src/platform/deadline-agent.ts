import { Agent, type RequestOptions } from "node:https";
import { connect, type NetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";

/**
 * Opens a connection for each request, over TLS or by `http:` without, and cuts it so many milliseconds later. For clients that wait for
 * ever on the rest of an answer that has begun.
 */
export class DeadlineAgent extends Agent {
  /** Node refuses a request by another protocol than its agent's, where that names one. */
  readonly protocol = undefined;

  constructor(private readonly deadlineMs: number) {
    super({ keepAlive: false });
  }

  override createConnection(options: RequestOptions, opened?: (error: Error | null, stream: Duplex) => void) {
    const socket =
      options.protocol === "http:" ? connect(options as NetConnectOpts) : super.createConnection(options, opened);
    const cutting = setTimeout(() => socket?.destroy(), this.deadlineMs);
    socket?.once("close", () => clearTimeout(cutting));
    return socket;
  }
}
