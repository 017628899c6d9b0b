import { redirect, unstable_rethrow } from "next/navigation";
import { deps } from "@/platform/deps";

/** Reads what a page needs; when that fails, the visitor is sent to a page that says so with the status of an outage, and sees nothing of it. */
export async function orUnavailable<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    unstable_rethrow(error);
    deps().log.error("read_failed", error);
    redirect("/unavailable");
  }
}
