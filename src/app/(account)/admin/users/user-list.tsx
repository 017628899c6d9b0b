import type { ListedUser } from "@/features/admin-users/list-users";
import { Badge } from "@/ui/badge";
import { EmptyList } from "@/ui/empty-list";
import { roleNames } from "../../role-names";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** A row each; on a phone its facts stand below the name. */
export function UserList({ users }: { users: ListedUser[] }) {
  if (users.length === 0) return <EmptyList>No such accounts.</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {users.map((user) => (
        <li
          key={user.id}
          className="grid items-center gap-x-6 gap-y-3 px-5 py-4 sm:px-6 md:grid-cols-[minmax(0,1fr)_auto]"
        >
          <div className="min-w-0">
            <p className="font-medium wrap-anywhere">
              <a href={`/admin/users/${user.id}`} className="link">
                {user.name}
              </a>
            </p>
            <p className="text-muted-foreground text-sm wrap-anywhere">{user.email}</p>
          </div>
          <ul className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm md:grid md:grid-cols-[7rem_6.5rem_6rem_8.5rem]">
            <li className="font-medium">{roleNames[user.role]}</li>
            <li>
              <State user={user} />
            </li>
            <li className="text-muted-foreground">{sessionCount(user.liveSessions)}</li>
            <li className="text-muted-foreground">since {day.format(user.createdAt)}</li>
          </ul>
        </li>
      ))}
    </ul>
  );
}

function State({ user }: { user: ListedUser }) {
  if (user.isSuspended) return <span className="text-destructive font-medium">Suspended</span>;
  return user.isVerified ? <Badge>Confirmed</Badge> : <span className="text-muted-foreground">Not confirmed</span>;
}

function sessionCount(count: number): string {
  if (count === 0) return "not signed in";
  return count === 1 ? "1 session" : `${count} sessions`;
}
