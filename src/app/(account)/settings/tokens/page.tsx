import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { listTokens } from "@/features/api-tokens/list-tokens";
import { CreateTokenForm } from "@/features/api-tokens/web/create-token-form";
import { TokenList } from "@/features/api-tokens/web/token-list";
import { deps } from "@/platform/deps";
import { Card } from "@/ui/card";
import { EmptyList } from "@/ui/empty-list";
import { PageHeading } from "@/ui/page-heading";
import { orUnavailable } from "@/web/or-unavailable";

export const metadata: Metadata = { title: "Tokens" };

export default async function TokensPage() {
  const viewer = await requireViewer({ returnTo: "/settings/tokens" });
  const tokens = await orUnavailable(() => listTokens(deps(), viewer));
  return (
    <>
      <PageHeading title="Personal access tokens">
        Keys for scripts and services that use the API as you. Give each as little as it needs.
      </PageHeading>
      <div className="grid grid-cols-1 gap-5">
        <Card title="New token" description="You may be asked to confirm that it is you, and we tell you by mail.">
          <CreateTokenForm />
        </Card>
        <Card title="Your tokens">
          {tokens.length === 0 ? (
            <EmptyList>No token yet.</EmptyList>
          ) : (
            <TokenList tokens={tokens} now={deps().clock.now()} />
          )}
        </Card>
      </div>
    </>
  );
}
