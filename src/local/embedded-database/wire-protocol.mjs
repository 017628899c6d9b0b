/* The few messages of Postgres' wire protocol (version 3) that the session proxy has to understand. */

/** Nothing that an app sends comes near; it keeps a stray client from filling the memory. */
const messageMaxBytes = 256 * 1024 * 1024;

const sslRequest = 80877103;
const gssEncryptionRequest = 80877104;

/** Messages after which the server answers: query, sync, flush, function call, end or failure of a copy. */
const answeredTypes = new Set(Array.from("QSHFcf", (letter) => letter.charCodeAt(0)));

/** @typedef {{ kind: "encryption" | "startup" | "other_startup" | "message", bytes: Buffer }} ClientMessage */

/**
 * Cuts a client's bytes into messages. Those before the start-up message have no type byte.
 *
 * @param {AsyncIterable<Buffer>} stream
 * @returns {AsyncGenerator<ClientMessage>}
 */
export async function* readClientMessages(stream) {
  let buffer = Buffer.alloc(0);
  let started = false;
  for await (const chunk of stream) {
    buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
    for (;;) {
      const length = messageLength(buffer, started ? 1 : 0);
      if (length === null) break;
      const bytes = buffer.subarray(0, length);
      buffer = buffer.subarray(length);
      const kind = started ? "message" : startupKind(bytes);
      started ||= kind === "startup";
      yield { kind, bytes };
    }
  }
}

function messageLength(buffer, lengthAt) {
  if (buffer.length < lengthAt + 4) return null;
  const length = lengthAt + buffer.readInt32BE(lengthAt);
  if (length < lengthAt + 4 || length > messageMaxBytes) throw new Error("not the Postgres protocol");
  return buffer.length < length ? null : length;
}

function startupKind(bytes) {
  const code = bytes.length >= 8 ? bytes.readInt32BE(4) : 0;
  if (code === sslRequest || code === gssEncryptionRequest) return "encryption";
  return code >>> 16 === 3 ? "startup" : "other_startup";
}

/** @param {Buffer} message */
export function isAnswered(message) {
  return answeredTypes.has(message[0]);
}

/** @param {Buffer} message */
export function isTerminate(message) {
  return message[0] === "X".charCodeAt(0);
}

/**
 * The password in a PasswordMessage; null for any other message.
 *
 * @param {Buffer} message
 */
export function passwordOf(message) {
  return message[0] === "p".charCodeAt(0) ? message.toString("utf8", 5, message.length - 1) : null;
}

/**
 * What the last ReadyForQuery of a server's answer says: "I" idle, "T" in a transaction, "E" in a failed one; null when there is none.
 *
 * @param {Buffer} answer whole messages
 */
export function transactionStatus(answer) {
  let status = null;
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readInt32BE(at + 1)) {
    if (answer[at] === "Z".charCodeAt(0)) status = String.fromCharCode(answer[at + 5]);
  }
  return status;
}

export const encryptionRefused = Buffer.from("N");
export const passwordRequest = message("R", int32(3));

/**
 * @param {Record<string, string>} parameters what the server reports of itself, such as `server_version`
 */
export function welcome(parameters) {
  const reported = Object.entries(parameters).map(([name, value]) => message("S", text(name), text(value)));
  return Buffer.concat([
    message("R", int32(0)),
    ...reported,
    message("K", int32(0), int32(0)),
    message("Z", Buffer.from("I")),
  ]);
}

/**
 * @param {string} code SQLSTATE
 * @param {string} sentence
 */
export function fatalError(code, sentence) {
  return message("E", text("SFATAL"), text("VFATAL"), text(`C${code}`), text(`M${sentence}`), Buffer.from([0]));
}

/** Ends whatever a client left unfinished, whether it died inside a batch or inside a transaction. */
export const abandon = [message("S"), message("Q", text("ROLLBACK"))];

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value) {
  return Buffer.from(`${value}\0`);
}
