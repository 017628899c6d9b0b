import type { PublishedPost } from "@/features/posts/list-published-posts";
import { EmptyList } from "@/ui/empty-list";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

export function PostList({ posts }: { posts: PublishedPost[] }) {
  if (posts.length === 0) return <EmptyList>Nothing has been published yet.</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {posts.map(({ id, title, author, createdAt }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-4 sm:px-6">
          <p className="font-medium wrap-anywhere">{title}</p>
          <p className="text-muted-foreground text-sm wrap-anywhere">
            {author}, <time dateTime={createdAt.toISOString()}>{day.format(createdAt)}</time>
          </p>
        </li>
      ))}
    </ul>
  );
}
