import type { PublishedPost } from "@/features/posts/list-published-posts";
import { releasePostAction } from "@/features/posts/web/actions";
import { Named } from "@/features/posts/web/named";
import { WithholdForm } from "@/features/posts/web/withhold-form";
import { ConfirmForm } from "@/ui/confirm-form";
import { EmptyList } from "@/ui/empty-list";

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

type Props = { posts: PublishedPost[]; withheld: boolean; from: string };

export function PostList({ posts, withheld, from }: Props) {
  if (posts.length === 0)
    return <EmptyList>{withheld ? "Nothing is taken back." : "Nothing has been published yet."}</EmptyList>;
  return (
    <ul className="bg-card divide-y rounded-xl border shadow-xs">
      {posts.map(({ id, title, author, publishedAt }) => (
        <li key={id} className="relative px-5 py-4 sm:px-6">
          <p className="pr-28 font-medium wrap-anywhere">
            <a href={`/posts/${id}`} className="hover:underline">
              {title}
            </a>
          </p>
          <p className="text-muted-foreground text-sm wrap-anywhere">
            {author.name}, <time dateTime={publishedAt.toISOString()}>{day.format(publishedAt)}</time>
          </p>
          {withheld ? (
            <ConfirmForm
              action={releasePostAction}
              fields={{ postId: id, from }}
              summary={<Named words="Release" title={title} />}
              consequence="Its author may publish it again."
              place="corner"
            >
              Release it
            </ConfirmForm>
          ) : (
            <WithholdForm postId={id} from={from} summary={<Named words="Take back" title={title} />} place="corner" />
          )}
        </li>
      ))}
    </ul>
  );
}
