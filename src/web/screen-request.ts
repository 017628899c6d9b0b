import { isSameOrigin } from "./same-origin";

/**
 * The longest post, in letters of three bytes, three times: as it is typed, and in the state of a form that shows it beside what was saved
 * elsewhere. Also the size that Next itself takes for an action; beyond a million characters React's reader answers 500.
 */
const bodyMaxBytes = 960 * 1024;

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/** A refusal in plain words, or null for a request that may go on. */
export type Refusal = { status: number; sentence: string };

/**
 * Looks at a request that wants to change something before Next does. Next answers a foreign origin and a body it cannot decode with 500
 * and a stack in the log; both are the sender's fault and nothing of ours broke. Hardening only: an action checks its origin and parses
 * its fields itself.
 */
export async function screenRequest(request: Request, appUrl: string): Promise<Refusal | null> {
  if (safeMethods.includes(request.method)) return null;
  const { headers } = request;
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  if (!isSameOrigin(headers, appUrl) || (headers.has("origin") && host !== new URL(appUrl).host))
    return { status: 403, sentence: "This request does not come from a page of this site." };
  if (request.method !== "POST") return { status: 405, sentence: "This address takes no such request." };
  if (Number(headers.get("content-length") ?? 0) > bodyMaxBytes) return tooLarge;
  const body = await request.clone().arrayBuffer();
  if (body.byteLength > bodyMaxBytes) return tooLarge;
  return (await isReadableForm(body, headers.get("content-type") ?? "")) ? null : unreadable;
}

const tooLarge: Refusal = { status: 413, sentence: "That is too much to send at once." };
const unreadable: Refusal = { status: 400, sentence: "This form cannot be read. Open the page again and retry." };

/** A form, whether a script or the browser itself sends it; or a plain list, which is how a script calls an action that reads no field. */
async function isReadableForm(body: ArrayBuffer, contentType: string): Promise<boolean> {
  try {
    if (/^text\/plain\b/i.test(contentType)) return isPlainList(new TextDecoder().decode(body));
    if (!/^multipart\/form-data;/i.test(contentType)) return false;
    const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
    return [...form].every(([name, value]) => !isActionPart(name) || isPlainPart(value));
  } catch {
    return false;
  }
}

/** The parts in which React carries an action's arguments: `0` from a script, `$ACTION_1:0` and so on from the browser itself. */
function isActionPart(name: string): boolean {
  return name === "0" || /^\$ACTION_\d+:\d+$/.test(name);
}

function isPlainList(text: string): boolean {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) && hasPlainReferences(parsed);
}

function isPlainPart(value: FormDataEntryValue): boolean {
  if (typeof value !== "string") return false;
  const parsed: unknown = JSON.parse(value);
  return typeof parsed === "object" && parsed !== null && hasPlainReferences(parsed);
}

/**
 * React marks references by a dollar: the form itself (`$K`), the bound arguments (`$@1`), nothing (`$undefined`), and `$$` for a text
 * that starts with one. Everything else it can name, our forms never send.
 */
function hasPlainReferences(value: unknown): boolean {
  if (typeof value === "string") return !value.startsWith("$") || /^\$(\$|K[0-9a-f]{1,4}$|@1$|undefined$)/.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(hasPlainReferences);
}
