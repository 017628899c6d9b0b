import type { Viewer } from "@/core/viewer";
import { sessionTtlDays } from "@/features/sessions/policy";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Facts } from "@/ui/facts";

const roles = { USER: "User", MODERATOR: "Moderator", ADMIN: "Administrator" } as const satisfies Record<
  Viewer["role"],
  string
>;

export function AccountFacts({ viewer }: { viewer: Viewer }) {
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
          ["Role", roles[viewer.role]],
          ["Session", `Ends after ${sessionTtlDays} days, or when you sign out`],
        ]}
      />
    </Card>
  );
}
