import { createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { freePort } from "../../../tests/support/app-server";
import { portOf } from "../../../tests/support/doctor-plants";
import { checkSmtp } from "./smtp";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A mail server that says hello and knows one password; `mute` says nothing. */
async function startSmtp({ mute = false } = {}): Promise<number> {
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
  return await portOf(server, (close) => closing.push(close));
}

const plain = (password: string) => Buffer.from(`\u0000app\u0000${password}`).toString("base64");

it("is content where the mail server lets the app in", async () => {
  const { id, level } = await checkSmtp(`smtp://app:right@127.0.0.1:${await startSmtp()}`);
  expect({ id, level }).toEqual({ id: "mail", level: "good" });
});

it("finds a refused password, and tells nothing of it", async () => {
  const finding = await checkSmtp(`smtp://app:wrong-password-7f3a@127.0.0.1:${await startSmtp()}`);
  expect(finding.id).toBe("mail.auth");
  expect(JSON.stringify(finding)).not.toContain("7f3a");
});

it("finds a mail server that speaks no TLS where it is asked for", async () => {
  expect((await checkSmtp(`smtps://app:right@127.0.0.1:${await startSmtp()}`)).id).toBe("mail.tls");
});

it("finds a mail server that is away, or says nothing, in time", async () => {
  expect((await checkSmtp(`smtp://127.0.0.1:${await freePort()}`)).id).toBe("mail.away");
  const before = performance.now();
  expect((await checkSmtp(`smtp://127.0.0.1:${await startSmtp({ mute: true })}`)).id).toBe("mail.away");
  expect(performance.now() - before).toBeLessThan(3_000);
});
