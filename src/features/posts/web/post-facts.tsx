import type { PostAuthor } from "../list-published-posts";

type Props = { author: PostAuthor; publishedAt: Date | null; readTime: number | null };

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** Who wrote a post, when it was published, and how long it takes to read. */
export function PostFacts({ author, publishedAt, readTime }: Props) {
  return (
    <p className="text-muted-foreground text-sm wrap-anywhere">
      {author.publicId === null ? (
        author.name
      ) : (
        <a href={`/u/${author.publicId}`} className="link">
          {author.name}
        </a>
      )}
      {publishedAt && (
        <>
          {", "}
          <time dateTime={publishedAt.toISOString()}>{day.format(publishedAt)}</time>
        </>
      )}
      {readTime !== null && `, ${readTime} min to read`}
    </p>
  );
}
