import type { ReactNode } from "react";
import { roles, userSorts, userStates, type ListQuery } from "@/features/admin-users/schema";
import { Button } from "@/ui/button";
import { Input, inputClass } from "@/ui/input";
import { Label } from "@/ui/label";
import { roleNames } from "../../role-names";

type Props = { query: ListQuery; providers: readonly { id: string; name: string }[] };

const stateNames = { confirmed: "Confirmed", unconfirmed: "Not confirmed", suspended: "Suspended" } as const;
const sortNames = { newest: "Newest first", oldest: "Oldest first", name: "By name", email: "By address" } as const;

/** A plain form that asks for the page anew. */
export function UserFilter({ query, providers }: Props) {
  const methods = [{ id: "password", name: "Password" }, ...providers];
  return (
    <form action="/admin/users" role="search" className="mb-6 grid grid-cols-2 items-end gap-4 lg:grid-cols-4">
      <div className="col-span-2 grid gap-2 lg:col-span-3">
        <Label htmlFor="q">Name or e-mail address, as it begins</Label>
        <Input id="q" name="q" type="search" autoComplete="off" maxLength={200} defaultValue={query.q} />
      </div>
      <Choice name="sort" label="Order" value={query.sort}>
        {userSorts.map((sort) => (
          <option key={sort} value={sort}>
            {sortNames[sort]}
          </option>
        ))}
      </Choice>
      <Choice name="role" label="Role" value={query.role} any>
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleNames[role]}
          </option>
        ))}
      </Choice>
      <Choice name="state" label="State" value={query.state} any>
        {userStates.map((state) => (
          <option key={state} value={state}>
            {stateNames[state]}
          </option>
        ))}
      </Choice>
      <Choice name="method" label="Way in" value={query.method} any>
        {methods.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <p className="col-span-2 flex items-center gap-4 lg:col-span-1">
        <Button variant="outline" size="large">
          Show
        </Button>
        <a href="/admin/users" className="link text-sm">
          Show everybody
        </a>
      </p>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; value: string | null; any?: boolean; children: ReactNode };

function Choice({ name, label, value, any = false, children }: ChoiceProps) {
  return (
    <div className="grid gap-2">
      <Label htmlFor={name}>{label}</Label>
      <select id={name} name={name} defaultValue={value ?? ""} className={inputClass}>
        {any && <option value="">Any</option>}
        {children}
      </select>
    </div>
  );
}
