import type { ListedPost } from "@/features/admin-posts/list-posts";
import type { PostState } from "@/features/admin-posts/schema";
import { removePostAction } from "@/features/admin-posts/web/actions";
import { releasePostAction } from "@/features/posts/web/actions";
import { Named } from "@/features/posts/web/named";
import { WithholdForm } from "@/features/posts/web/withhold-form";
import { Badge } from "@/ui/badge";
import { ConfirmForm } from "@/ui/confirm-form";
import { EmptyList } from "@/ui/empty-list";

export const stateNames: Record<PostState, string> = {
  published: "Published",
  draft: "Draft",
  withheld: "Taken back",
};

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

type Props = {
  posts: ListedPost[];
  /** The list as it is filtered, to come back to. */
  from: string;
};

/** A row each, with what an administrator may do about it. */
export function PostList({ posts, from }: Props) {
  if (posts.length === 0) return <EmptyList>No such posts.</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {posts.map((post) => (
        <li key={post.id} className="grid gap-1 px-5 py-4 sm:px-6">
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <a href={`/posts/${post.id}`} className="min-w-0 font-medium wrap-anywhere hover:underline">
              {post.title}
            </a>
            <State state={post.state} />
          </div>
          <Facts post={post} />
          <Acts post={post} from={from} />
        </li>
      ))}
    </ul>
  );
}

function State({ state }: { state: PostState }) {
  if (state === "published") return <Badge>{stateNames[state]}</Badge>;
  const color = state === "withheld" ? "text-destructive font-medium" : "text-muted-foreground";
  return <span className={`${color} text-sm`}>{stateNames[state]}</span>;
}

function Facts({ post: { author, updatedAt } }: { post: ListedPost }) {
  return (
    <p className="text-muted-foreground text-sm wrap-anywhere">
      <a href={`/admin/users/${author.id}`} className="link">
        {author.name}
      </a>
      {author.isSuspended && <span className="text-destructive"> (suspended)</span>}
      {", changed "}
      <time dateTime={updatedAt.toISOString()}>{day.format(updatedAt)}</time>
    </p>
  );
}

function Acts({ post: { id, title, state }, from }: { post: ListedPost; from: string }) {
  return (
    <div className="mt-1 flex flex-wrap gap-x-5 gap-y-2">
      {state === "published" && (
        <WithholdForm postId={id} from={from} summary={<Named words="Take back" title={title} />} place="row" />
      )}
      {state === "withheld" && (
        <ConfirmForm
          action={releasePostAction}
          fields={{ postId: id, from }}
          summary={<Named words="Release" title={title} />}
          consequence="Its author may publish it again."
          place="row"
        >
          Release it
        </ConfirmForm>
      )}
      <ConfirmForm
        action={removePostAction}
        fields={{ postId: id, from }}
        summary={<Named words="Delete" title={title} />}
        consequence="The post and its cover are gone for good. This cannot be undone."
        place="row"
      >
        Delete for good
      </ConfirmForm>
    </div>
  );
}
