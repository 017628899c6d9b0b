import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** What the server says at a step in place of its usual answer; `hang` says nothing any more, `reset` cuts the line. */
type Answer = string;
export type SmtpBehaviour = Partial<Record<"greeting" | "MAIL" | "RCPT" | "DATA" | "END" | "AUTH", Answer>>;

export type FakeSmtp = {
  port: number;
  /** The messages that were accepted, oldest first, repeats included. */
  messages: readonly string[];
  /** The commands of all connections, in the order in which they came. */
  commands: readonly string[];
  behave: (behaviour: SmtpBehaviour) => void;
  close: () => Promise<void>;
};

/** A stand-in that speaks plain SMTP, and misbehaves at each of its steps as it is told. */
export async function startFakeSmtp(): Promise<FakeSmtp> {
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let behaviour: SmtpBehaviour = {};

  function answer(socket: Socket, step: keyof SmtpBehaviour, usual: string): void {
    const said = behaviour[step] ?? usual;
    if (said === "reset") socket.resetAndDestroy();
    else if (said !== "hang") socket.write(`${said}\r\n`);
  }

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    answer(socket, "greeting", "220 stand-in");
    let pending = "";
    let message: string | null = null;
    socket.on("data", (chunk) => {
      pending += chunk.toString();
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        message = message === null ? command(socket, line) : content(socket, { line, message });
      }
    });
  }

  /** Answers what of the message has come: null where none is under way. */
  function command(socket: Socket, line: string): string | null {
    commands.push(line);
    const verb = line.split(" ", 1)[0]?.toUpperCase();
    if (verb === "EHLO") socket.write("250-stand-in\r\n250 AUTH PLAIN\r\n");
    else if (verb === "AUTH") answer(socket, "AUTH", "235 welcome");
    else if (verb === "MAIL" || verb === "RCPT") answer(socket, verb, "250 ok");
    else if (verb === "DATA") answer(socket, "DATA", "354 go on");
    else socket.end("221 bye\r\n");
    return verb === "DATA" && behaviour.DATA === undefined ? "" : null;
  }

  function content(socket: Socket, { line, message }: { line: string; message: string }): string | null {
    if (line !== ".") return `${message}${line}\r\n`;
    const said = behaviour.END ?? "250 taken";
    if (said.startsWith("250") || said === "reset") messages.push(message);
    answer(socket, "END", "250 taken");
    return null;
  }

  const server = createServer(serve);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    commands,
    behave: (next) => (behaviour = next),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
