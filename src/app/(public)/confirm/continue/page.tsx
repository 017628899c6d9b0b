import type { Metadata } from "next";
import { readInterruptedAction } from "@/auth/interrupted-action";
import { continuePath } from "@/auth/recent-form-action";
import { requireRecentViewer } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { describeInterrupted } from "../interrupted-actions";
import { ContinueForm } from "./continue-form";

export const metadata: Metadata = { title: "Continue", robots: { index: false } };

export default async function ContinuePage() {
  const viewer = await requireRecentViewer({ returnTo: continuePath });
  const interrupted = await readInterruptedAction(viewer);
  const what = interrupted && (await orUnavailable(() => describeInterrupted(interrupted, viewer)));
  return (
    <>
      <PageHeading title={what === null ? "Confirmed" : "Go on where you were"}>
        {what !== null && "You have confirmed that it is you. One step is left."}
      </PageHeading>
      <ContinueForm what={what} />
    </>
  );
}
