import type { Viewer } from "@/core/viewer";
import { listSignInMethods, type SignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { imageSource } from "@/features/images/image-path";
import { getProfile } from "@/features/profile/get-profile";
import { sessionTtlDays } from "@/features/sessions/policy";
import { deps } from "@/platform/deps";
import { providerNamed } from "@/platform/env";
import { Avatar } from "@/ui/avatar";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Facts } from "@/ui/facts";
import { Month } from "@/ui/month";
import { orUnavailable } from "@/web/or-unavailable";
import { roleNames } from "./role-names";

export async function AccountFacts({ viewer }: { viewer: Viewer }) {
  const [methods, { avatarUrl, memberSince }] = await orUnavailable(() =>
    Promise.all([listSignInMethods(deps(), viewer), getProfile(deps(), viewer)]),
  );
  return (
    <Card title="Your account">
      <Facts
        facts={[
          [
            "Name",
            <span key="name" className="flex items-center gap-2.5">
              <Avatar name={viewer.name} source={imageSource(avatarUrl, 96)} size={28} />
              <span className="min-w-0 wrap-anywhere">{viewer.name}</span>
            </span>,
          ],
          [
            "E-mail address",
            <span key="address" className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              {viewer.email}
              <Badge>Confirmed</Badge>
            </span>,
          ],
          ["Sign-in", methodNames(methods)],
          ["Role", roleNames[viewer.role]],
          ["Member since", <Month key="since" of={memberSince} />],
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
