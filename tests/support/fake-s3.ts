import { createHash, createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SignatureV4 } from "@smithy/signature-v4";
import type { S3Settings } from "@/platform/picture-store-settings";

/**
 * `stall` sends the head of an answer and half of its body, `half` does what it was asked and cuts the line before it answers, and `lose`
 * keeps something else.
 */
export type S3Behaviour = "ok" | "busy" | "forbid" | "hang" | "stall" | "reset" | "half" | "lose";

export type FakeS3 = {
  /** What a client needs to be let in. */
  settings: S3Settings;
  /** The objects of the bucket, by key. */
  objects: Map<string, Buffer>;
  /** How many requests came, refused ones too. */
  calls: () => number;
  behave: (behaviour: S3Behaviour) => void;
  /** Whether it tells a client that an object is missing, which takes the right to list; otherwise it is forbidden to ask. */
  tellMissing: (tells: boolean) => void;
  /** Whether anybody may read, without a signature. */
  open: (isOpen: boolean) => void;
  close: () => Promise<void>;
};

/** A service that speaks as much of S3 as three calls need, and checks signatures by AWS's own signer. */
export async function startFakeS3(): Promise<FakeS3> {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: randomBytes(30).toString("base64") };
  const [region, bucket] = ["eu-test-1", "pictures"];
  const objects = new Map<string, Buffer>();
  const judge = createJudge(region, credentials);
  let behaviour: S3Behaviour = "ok";
  let tells = true;
  let isOpen = false;
  let calls = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const body = await bodyOf(request);
    const refusal = await refusalOf(request, body);
    if (behaviour === "hang") return;
    if (behaviour === "reset") request.socket.destroy();
    else if (refusal) refuse(response, refusal);
    else serve(request, response, body);
  }

  async function refusalOf(request: IncomingMessage, body: Buffer): Promise<Refusal | null> {
    if (behaviour === "busy") return { status: 503, code: "SlowDown" };
    const { method, url = "", headers } = request;
    if (behaviour === "forbid") return { status: 403, code: "AccessDenied" };
    const isPublic = isOpen && method === "GET" && headers.authorization === undefined;
    const code = isPublic ? null : await judge(request, body);
    if (code !== null) return { status: 403, code };
    if (!url.startsWith(`/${bucket}/`)) return { status: 404, code: "NoSuchBucket" };
    if (method === "PUT" && headers["content-length"] === undefined)
      return { status: 411, code: "MissingContentLength" };
    if (method !== "GET" || objects.has(keyOf(url))) return null;
    return tells ? { status: 404, code: "NoSuchKey" } : { status: 403, code: "AccessDenied" };
  }

  function serve({ method, url = "", socket }: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const key = keyOf(url);
    const found = objects.get(key) ?? Buffer.alloc(0);
    if (method === "PUT") objects.set(key, behaviour === "lose" ? Buffer.from("else") : body);
    if (method === "DELETE") objects.delete(key);
    if (behaviour === "half") socket.destroy();
    else if (method === "PUT") response.writeHead(200).end();
    else if (method === "DELETE") response.writeHead(204).end();
    else {
      response.writeHead(200, { "content-type": "image/webp", "content-length": found.length });
      if (behaviour === "stall") response.write(found.subarray(0, found.length / 2));
      else response.end(found);
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: { endpoint, region, bucket, ...credentials, pathStyle: true },
    objects,
    calls: () => calls,
    behave: (next) => {
      behaviour = next;
    },
    tellMissing: (next) => {
      tells = next;
    },
    open: (next) => {
      isOpen = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The variables by which an app finds it. */
export function s3Variables({ settings }: FakeS3): Record<string, string> {
  return {
    PICTURES_S3_ENDPOINT: settings.endpoint,
    PICTURES_S3_REGION: settings.region,
    PICTURES_S3_BUCKET: settings.bucket,
    PICTURES_S3_ACCESS_KEY_ID: settings.accessKeyId,
    PICTURES_S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
    PICTURES_S3_PATH_STYLE: "on",
  };
}

type Refusal = { status: number; code: string };

const keyOf = (url: string) => url.split("/").slice(2).join("/");

type Credentials = { accessKeyId: string; secretAccessKey: string };

/** The code by which a request is refused, or null where AWS's own signer makes the same signature of what came. */
function createJudge(region: string, credentials: Credentials) {
  const signer = new SignatureV4({ service: "s3", region, credentials, sha256: Sha256, uriEscapePath: false });
  return async ({ method = "", url = "", headers }: IncomingMessage, body: Buffer): Promise<string | null> => {
    const [, keyId, names] =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/[^ ]+, SignedHeaders=([^,]+), /.exec(headers.authorization ?? "") ?? [];
    if (keyId === undefined || names === undefined) return "AccessDenied";
    if (keyId !== credentials.accessKeyId) return "InvalidAccessKeyId";
    if (headers["x-amz-content-sha256"] !== createHash("sha256").update(body).digest("hex"))
      return "XAmzContentSHA256Mismatch";
    const sentAt = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
    const signingDate = new Date(sentAt);
    if (!(Math.abs(Date.now() - signingDate.getTime()) < 15 * 60_000)) return "RequestTimeTooSkewed";
    const signedHeaders = Object.fromEntries(names.split(";").map((name) => [name, String(headers[name])]));
    if (!("host" in signedHeaders)) return "AccessDenied";
    const request = { method, protocol: "http:", hostname: "", path: url, query: {}, headers: signedHeaders, body };
    const expected = await signer.sign(request, { signingDate });
    return expected.headers["authorization"] === headers.authorization ? null : "SignatureDoesNotMatch";
  };
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** As the signer wants it. */
class Sha256 {
  #hash: ReturnType<typeof begin>;
  constructor(private readonly key?: Bytes) {
    this.#hash = begin(key);
  }
  update(data: Bytes): void {
    this.#hash.update(bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    this.#hash = begin(this.key);
  }
}

const begin = (key?: Bytes) => (key === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(key)));

function bytesOf(data: Bytes): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function refuse(response: ServerResponse, { status, code }: Refusal): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>No.</Message></Error>`);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
