import { fetchWhole, type WholeAnswer } from "@/platform/fetch-whole";

/** Far above what any of the services that are asked answers. */
const maxBytes = 4 * 1024 * 1024;

/** One question over HTTP. What is sent on to another address is answered with that redirect. */
export async function ask(
  address: string,
  init: Pick<RequestInit, "method" | "headers" | "body"> & { deadlineMs: number },
): Promise<WholeAnswer> {
  return await fetchWhole(address, { ...init, redirect: "manual", maxBytes });
}

/** What an answer holds; nothing where it is no JSON object. */
export function readJson({ bytes }: WholeAnswer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
