"use server";

import { notFound, redirect } from "next/navigation";
import { clearMailbox, mailboxDir } from "@/local/mailbox/mailbox";
import { env } from "@/platform/env";

export async function clearMessages(): Promise<never> {
  const { mode, dataDir } = env();
  if (mode !== "local") notFound();
  await clearMailbox({ dir: mailboxDir(dataDir) });
  redirect("/dev/mailbox");
}
