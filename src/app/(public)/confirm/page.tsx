import type { Metadata } from "next";
import { readInterruptedAction } from "@/auth/interrupted-action";
import { continuePath } from "@/auth/recent-form-action";
import { requireViewer } from "@/auth/viewer";
import { safeReturnPath } from "@/core/return-path";
import { listSignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { ProviderButtons } from "@/features/linked-accounts/web/provider-buttons";
import { ConfirmPasswordForm } from "@/features/step-up/web/confirm-password-form";
import { deps } from "@/platform/deps";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";
import { describeInterrupted } from "./interrupted-actions";

export const metadata: Metadata = { title: "Confirm that it is you", robots: { index: false } };

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export default async function ConfirmPage({ searchParams }: Props) {
  const next = safeReturnPath((await searchParams).next) ?? "/settings";
  const viewer = await requireViewer({ returnTo: next });
  const { hasPassword, identities } = await orUnavailable(() => listSignInMethods(deps(), viewer));
  const waiting = next === continuePath ? await readInterruptedAction(viewer) : null;
  const what = waiting && (await orUnavailable(() => describeInterrupted(waiting, viewer)));
  return (
    <>
      <PageHeading title="Confirm that it is you">
        {what === null ? (
          "You are about to change something that protects your account."
        ) : (
          <>
            Needed to go on: <strong className="text-foreground font-medium wrap-anywhere">{what}</strong>.
          </>
        )}{" "}
        It keeps for ten minutes.
      </PageHeading>
      <div className="grid gap-6">
        {hasPassword && <ConfirmPasswordForm next={next} email={viewer.email} />}
        <ProviderButtons next={next} only={identities.map(({ provider }) => provider)} />
      </div>
    </>
  );
}
