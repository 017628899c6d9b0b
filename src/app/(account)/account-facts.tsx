import type { Viewer } from "@/core/viewer";
import { listSignInMethods, type SignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { sessionTtlDays } from "@/features/sessions/policy";
import { deps } from "@/platform/deps";
import { providerNamed } from "@/platform/env";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Facts } from "@/ui/facts";
import { orUnavailable } from "@/web/or-unavailable";
import { roleNames } from "./role-names";

export async function AccountFacts({ viewer }: { viewer: Viewer }) {
  const methods = await orUnavailable(() => listSignInMethods(deps(), viewer));
  return (
    <Card title="Your account">
      <Facts
        facts={[
          ["Name", viewer.name],
          [
            "E-mail address",
            <span key="address" className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              {viewer.email}
              <Badge>Confirmed</Badge>
            </span>,
          ],
          ["Sign-in", methodNames(methods)],
          ["Role", roleNames[viewer.role]],
          ["Session", `Ends after ${sessionTtlDays} days, or when you sign out`],
        ]}
      />
    </Card>
  );
}

function methodNames({ hasPassword, identities }: SignInMethods): string {
  const providers = identities.map(({ provider }) => providerNamed(provider)?.name ?? provider);
  return [...(hasPassword ? ["Password"] : []), ...new Set(providers)].join(", ");
}
