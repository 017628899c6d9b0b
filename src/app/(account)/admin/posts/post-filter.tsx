import type { ReactNode } from "react";
import { postSorts, postStates, type PostListQuery } from "@/features/admin-posts/schema";
import { Button } from "@/ui/button";
import { Input, inputClass } from "@/ui/input";
import { Label } from "@/ui/label";
import { stateNames } from "./post-list";

const sortNames = { changed: "Last changed first", oldest: "Longest untouched first" } as const;

/** A plain form that asks for the page anew. */
export function PostFilter({ path, query }: { path: string; query: PostListQuery }) {
  return (
    <form action={path} role="search" className="mb-6 grid grid-cols-2 items-end gap-4 lg:grid-cols-4">
      <div className="col-span-2 grid gap-2">
        <Label htmlFor="q">Words of the title, as they begin</Label>
        <Input id="q" name="q" type="search" autoComplete="off" maxLength={200} defaultValue={query.q} />
      </div>
      <div className="col-span-2 grid gap-2">
        <Label htmlFor="author">Author: address or id</Label>
        <Input id="author" name="author" autoComplete="off" maxLength={320} defaultValue={query.author} />
      </div>
      <Choice name="state" label="State" value={query.state ?? ""}>
        <option value="">Any</option>
        {postStates.map((state) => (
          <option key={state} value={state}>
            {stateNames[state]}
          </option>
        ))}
      </Choice>
      <Choice name="sort" label="Order" value={query.sort}>
        {postSorts.map((sort) => (
          <option key={sort} value={sort}>
            {sortNames[sort]}
          </option>
        ))}
      </Choice>
      <p className="col-span-2 flex items-center gap-4">
        <Button variant="outline" size="large">
          Show
        </Button>
        <a href={path} className="link text-sm">
          Show everything
        </a>
      </p>
    </form>
  );
}

type ChoiceProps = { name: string; label: string; value: string; children: ReactNode };

function Choice({ name, label, value, children }: ChoiceProps) {
  return (
    <div className="grid gap-2">
      <Label htmlFor={name}>{label}</Label>
      <select id={name} name={name} defaultValue={value} className={inputClass}>
        {children}
      </select>
    </div>
  );
}
