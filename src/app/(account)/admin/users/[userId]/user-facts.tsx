import type { ReactNode } from "react";
import type { UserDetail } from "@/features/admin-users/get-user";
import { providerNamed } from "@/platform/env";
import { Badge } from "@/ui/badge";
import { Facts } from "@/ui/facts";
import { TimeAgo } from "@/ui/time-ago";
import { roleNames } from "../../../role-names";

/** What an account is, a row each. */
export function UserFacts({ user, now }: { user: UserDetail; now: Date }) {
  const facts: [string, ReactNode][] = [
    ["State", <State key="state" user={user} now={now} />],
    ["Role", roleNames[user.role]],
    ["Since", <TimeAgo key="since" at={user.createdAt} now={now} />],
    ["Ways to sign in", <Ways key="ways" user={user} />],
    [
      "Posts",
      user.posts === 0 ? (
        "None"
      ) : (
        <a key="posts" href={`/admin/posts?author=${user.id}`} className="link">
          {user.posts.toLocaleString("en")}
        </a>
      ),
    ],
    ["Wrong guesses", user.guesses === 0 ? "None since the last sign-in" : user.guesses],
    [
      "Id",
      <code key="id" className="font-mono text-xs">
        {user.id}
      </code>,
    ],
  ];
  return <Facts facts={facts} />;
}

function State({ user: { suspendedAt, isVerified }, now }: { user: UserDetail; now: Date }) {
  if (suspendedAt)
    return (
      <span className="text-destructive">
        Suspended <TimeAgo at={suspendedAt} now={now} />
      </span>
    );
  return isVerified ? <Badge>Confirmed</Badge> : "Not confirmed";
}

function Ways({ user: { hasPassword, identities } }: { user: UserDetail }) {
  const ways = [
    ...(hasPassword ? ["Password"] : []),
    ...identities.map(({ provider, label }) => {
      const name = providerNamed(provider)?.name ?? provider;
      return label === null ? name : `${name} (${label})`;
    }),
  ];
  if (ways.length === 0) return "None yet";
  return (
    <ul>
      {ways.map((way, index) => (
        <li key={index}>{way}</li>
      ))}
    </ul>
  );
}
