import { once } from "node:events";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import { createSmtpMailer } from "./smtp-mailer";

const mail = { id: "0b6ccd3e", to: "ada@example.com", subject: "Subject", text: "text", html: "<p>html</p>" };
const unreachable = { ok: false, kind: "temporary", code: "unreachable" };

/** Of this machine, but not one of the names under which plain SMTP may be spoken. */
const elsewhere = "127.0.0.2";
const opened: SMTPServer[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => new Promise<void>((resolve) => server.close(resolve))));
});

/** A server whose certificate nobody vouches for; it counts what it was told before it would have been found out. */
async function startServer(host: string, options: SMTPServerOptions) {
  const heard = { users: 0, recipients: 0 };
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    ...options,
    onAuth: (_auth, _session, callback) => {
      heard.users += 1;
      callback(null, { user: "me" });
    },
    onRcptTo: (_address, _session, callback) => {
      heard.recipients += 1;
      callback();
    },
  });
  server.on("error", () => undefined);
  opened.push(server);
  const listening = server.listen(0, host);
  await once(listening, "listening");
  const address = listening.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const send = (protocol: string) =>
    createSmtpMailer({
      url: `${protocol}://me:secret@${host}:${port}`,
      from: "Latchkey <accounts@example.com>",
      timeoutMs: 3_000,
    }).send(mail);
  return { send, heard };
}

describe("the SMTP driver tells nothing, not even its password,", () => {
  test("to a server without STARTTLS", async () => {
    const { send, heard } = await startServer(elsewhere, { hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
    expect(await send("smtp")).toMatchObject({ ok: false, kind: "temporary" });
    expect(heard).toEqual({ users: 0, recipients: 0 });
  });

  test("to a server whose certificate does not verify after STARTTLS", async () => {
    const { send, heard } = await startServer(elsewhere, {});
    expect(await send("smtp")).toEqual(unreachable);
    expect(heard).toEqual({ users: 0, recipients: 0 });
  });

  test("to a server whose certificate does not verify, also on this machine", async () => {
    const { send, heard } = await startServer("127.0.0.1", { secure: true });
    expect(await send("smtps")).toEqual(unreachable);
    expect(heard).toEqual({ users: 0, recipients: 0 });
  });
});

test("the SMTP driver speaks plain SMTP to this machine itself", async () => {
  const { send, heard } = await startServer("127.0.0.1", { hideSTARTTLS: true, disabledCommands: ["STARTTLS"] });
  expect(await send("smtp")).toEqual({ ok: true });
  expect(heard).toEqual({ users: 1, recipients: 1 });
});
