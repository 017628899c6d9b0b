import { createServer, type Socket } from "node:net";
import { portOf } from "./doctor-plants";
import type { DoctorSetup } from "./doctor-setup";

/** A mail server that says hello and knows one password; `mute` says nothing. */
export async function startSmtp(onClose: DoctorSetup["onClose"], { mute = false } = {}): Promise<number> {
  const answer = (socket: Socket, line: string) => {
    if (line.startsWith("EHLO")) return "250-stand-in\r\n250 AUTH PLAIN";
    if (line.startsWith("AUTH PLAIN"))
      return line.endsWith(plain("right")) ? "235 in" : "535 5.7.8 no, wrong-password-7f3a";
    if (line.startsWith("QUIT")) socket.end();
    return "250 ok";
  };
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (mute) return;
    socket.write("220 stand-in\r\n");
    socket.on("data", (data) => socket.write(`${answer(socket, data.toString().trim())}\r\n`));
  });
  return await portOf(server, onClose);
}

const plain = (password: string) => Buffer.from(`\u0000app\u0000${password}`).toString("base64");
