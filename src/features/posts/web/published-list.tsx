import type { ReactNode } from "react";
import { EmptyList } from "@/ui/empty-list";
import type { PublishedPost } from "../list-published-posts";
import { PostFacts } from "./post-facts";

/** Published posts, each by its title. */
export function PublishedList({ posts, empty }: { posts: PublishedPost[]; empty: ReactNode }) {
  if (posts.length === 0) return <EmptyList>{empty}</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {posts.map(({ id, title, ...facts }) => (
        <li key={id} className="grid gap-1 px-5 py-4 sm:px-6">
          <a href={`/posts/${id}`} className="w-fit font-medium wrap-anywhere hover:underline">
            {title}
          </a>
          <PostFacts {...facts} />
        </li>
      ))}
    </ul>
  );
}
