import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import type { PictureStore } from "@/core/deps";
import { keptWidths } from "@/features/images/policy";
import { pictureFile } from "@/platform/picture-file";
import { openOutside } from "@/platform/picture-store";
import { choosePictureStore, pictureStoreNames, type PictureStoreSettings } from "@/platform/picture-store-settings";
import { bucketUrl, S3Error } from "@/platform/s3-picture-store";
import { ask } from "../ask";
import { read, type Context } from "../context";
import { codeOf } from "../database";
import { fault, good, orGood, warning, type Finding } from "../finding";

const answerMs = 1_000;
const [width = 0] = keptWidths;

/** Writes, reads and deletes a file as the app does, and asks for it as a stranger would. */
export async function checkPictures(context: Context): Promise<Finding[]> {
  const variables = Object.fromEntries(pictureStoreNames.map((name) => [name, read(context, name) ?? undefined]));
  const settings = choosePictureStore(variables);
  const store = openOutside(settings, answerMs);
  if (!store) return [good("pictures", "kept in the database, for all instances")];
  const where = settings.kind === "s3" ? `the bucket ${settings.bucket}` : "the folder of PICTURES_DIR";
  const imageId = randomUUID();
  try {
    const found = [...(await judgeWriting(store, imageId, where)), ...(await judgePrivacy(settings, imageId))];
    await store.delete(imageId);
    return orGood([...found, ...(await judgeMissing(store, imageId, where))], "pictures", `${where} keeps and deletes`);
  } catch (error) {
    await store.delete(imageId).catch(() => undefined);
    return [refused(error, where)];
  }
}

async function judgeWriting(store: PictureStore, imageId: string, where: string): Promise<Finding[]> {
  const bytes = new TextEncoder().encode("The doctor was here.");
  await store.put(imageId, [{ width, bytes }]);
  const kept = await store.get(imageId, width);
  if (kept && Buffer.compare(kept, bytes) === 0) return [];
  const sentence = `${where} does not give back what was written`;
  return [fault({ id: "pictures.lost", sentence, remedy: "Point to one that is not a replica or a stand-in." })];
}

/** Who may see a picture is the app's to say, so nobody else may read where it lies. */
async function judgePrivacy(settings: PictureStoreSettings, imageId: string): Promise<Finding[]> {
  if (settings.kind === "s3") {
    const asked = ask(`${bucketUrl(settings)}/${pictureFile(imageId, width)}`, { deadlineMs: answerMs });
    if (!(await asked.then(({ status }) => status === 200).catch(() => false))) return [];
    const sentence = `anybody may read the bucket ${settings.bucket}, and so pictures that are private`;
    return [fault({ id: "pictures.public", sentence, remedy: "Block public access to it, for all of its objects." })];
  }
  const mode = settings.kind === "folder" && process.platform !== "win32" ? (await stat(settings.dir)).mode : 0;
  if ((mode & 0o022) === 0) return [];
  const sentence = "other users of this machine may put files into the folder of PICTURES_DIR";
  return [warning({ id: "pictures.open", sentence, remedy: "chmod 700 on the folder, as the app's user" })];
}

/** Once a picture is deleted, and for one that lies in the database still, the store must say that it has none. */
async function judgeMissing(store: PictureStore, imageId: string, where: string): Promise<Finding[]> {
  try {
    if ((await store.get(imageId, width)) === null) return [];
    const sentence = `${where} still gives back what was deleted`;
    return [fault({ id: "pictures.kept", sentence, remedy: "Look whether a cache stands in front of it." })];
  } catch (error) {
    if (codeOf(error) !== "AccessDenied") throw error;
    const sentence = `${where} does not say that a picture is missing: what lies in the database still is not looked for`;
    return [fault({ id: "pictures.list", sentence, remedy: "Allow the key s3:ListBucket on the bucket." })];
  }
}

function refused(error: unknown, where: string): Finding {
  const code = codeOf(error);
  if (!(error instanceof S3Error)) {
    const sentence = `${where} cannot be used (${code || "no answer"}): no picture is taken or shown`;
    const remedy =
      "Make the folder, writable for the app's user; or correct PICTURES_S3_ENDPOINT, and open the way to it.";
    return fault({ id: "pictures.away", sentence, remedy });
  }
  if (code === "NoSuchBucket") {
    const sentence = `${where} is not there`;
    return fault({ id: "pictures.bucket", sentence, remedy: "Make it, private, or correct PICTURES_S3_BUCKET." });
  }
  if (code === "AccessDenied") {
    const sentence = `${where} forbids this key to write, read or delete`;
    return fault({
      id: "pictures.permission",
      sentence,
      remedy: "Allow it s3:PutObject, s3:GetObject and s3:DeleteObject.",
    });
  }
  const sentence = `${where} refuses the app (${code})`;
  const remedy = "Correct the key, the secret and the region in PICTURES_S3_…, and this machine's clock.";
  return fault({ id: "pictures.refused", sentence, remedy });
}
