import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import type { PictureStore } from "@/core/deps";
import { keptWidths, uploadMaxBytes } from "@/features/images/policy";
import { fetchWhole } from "./fetch-whole";
import { pictureFile } from "./picture-file";
import type { S3Settings } from "./picture-store-settings";

/** What the service refused, by its own code such as `AccessDenied`, or by its status. */
export class S3Error extends Error {
  override name = "S3Error";
  constructor(readonly code: string) {
    super(`The pictures' bucket answered ${code}.`);
  }
}

/**
 * Keeps pictures in a bucket. Every request is signed, body and all, asked once within one deadline, and follows no redirect. No object
 * is given rights of its own, so in a private bucket nobody else reads one.
 */
export function createS3PictureStore({ deadlineMs, ...settings }: S3Settings & { deadlineMs: number }): PictureStore {
  const { region, accessKeyId, secretAccessKey } = settings;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3" });
  const bucket = bucketUrl(settings);

  /** What was answered, or null where there is no such object. */
  async function ask(method: "PUT" | "GET" | "DELETE", file: string, body?: Uint8Array<ArrayBuffer>) {
    const hash = createHash("sha256")
      .update(body ?? "")
      .digest("hex");
    const signed = await client.sign(`${bucket}/${file}`, {
      method,
      headers: { "x-amz-content-sha256": hash, ...(body && { "content-type": "image/webp" }) },
    });
    const { status, bytes } = await fetchWhole(signed.url, {
      method,
      headers: signed.headers,
      ...(body && { body }),
      redirect: "manual",
      deadlineMs,
      maxBytes: uploadMaxBytes,
    });
    if (status >= 200 && status < 300) return bytes;
    const code = /<Code>(\w+)<\/Code>/.exec(bytes.toString())?.[1] ?? `status ${status}`;
    if (code === "NoSuchKey" && method !== "PUT") return null;
    throw new S3Error(code);
  }

  return {
    async put(imageId, picture) {
      const files = picture.map(({ width, bytes }) => ({ file: pictureFile(imageId, width), bytes }));
      await allOf(files.map(({ file, bytes }) => ask("PUT", file, bytes)));
    },
    get: async (imageId, width) => await ask("GET", pictureFile(imageId, width)),
    async delete(imageId) {
      const files = keptWidths.map((width) => pictureFile(imageId, width));
      await allOf(files.map((file) => ask("DELETE", file)));
    },
  };
}

/** Throws what failed first, and not before the others have ended too: nothing is under way any more when the caller goes on. */
async function allOf(requests: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(requests);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

/** Without a trailing slash. */
export function bucketUrl({
  endpoint,
  bucket,
  pathStyle,
}: Pick<S3Settings, "endpoint" | "bucket" | "pathStyle">): string {
  return pathStyle ? `${endpoint}/${bucket}` : endpoint.replace("://", `://${bucket}.`);
}
