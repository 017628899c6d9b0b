import { uploadMaxBytes } from "@/features/images/policy";
import { readBytes } from "./read-bytes";

/** The parts of a multipart body beside the file: names, boundaries and a few short fields. */
const aroundTheFileMaxBytes = 16 * 1024;

type Upload = { ok: true; bytes: Uint8Array } | { ok: false; reason: "missing" | "too-large" | "unreadable" };

/** The one file of a form that was posted as multipart, read no further than an upload may be long. Never throws. */
export async function readUpload(request: Request, field: string): Promise<Upload> {
  const contentType = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data;/i.test(contentType)) return { ok: false, reason: "unreadable" };
  try {
    const body = await readBytes(request, uploadMaxBytes + aroundTheFileMaxBytes);
    if (body === null) return { ok: false, reason: "too-large" };
    const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
    const file = form.get(field);
    if (!(file instanceof File) || file.size === 0) return { ok: false, reason: "missing" };
    if (file.size > uploadMaxBytes) return { ok: false, reason: "too-large" };
    return { ok: true, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    return { ok: false, reason: "unreadable" };
  }
}
