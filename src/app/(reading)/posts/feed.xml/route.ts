import { listFeedPosts } from "@/features/posts/list-published-posts";
import { renderFeed } from "@/features/posts/render-feed";
import { renderedPost } from "@/features/posts/web/rendered";
import { deps } from "@/platform/deps";

/** The newest posts as Atom: what `/posts` shows to everybody, and nothing else, whoever asks. */
export async function GET(): Promise<Response> {
  try {
    const posts = await listFeedPosts(deps());
    const entries = await Promise.all(posts.map(async (post) => ({ ...post, html: await renderedPost(post) })));
    return new Response(renderFeed({ appUrl: deps().appUrl, now: deps().clock.now(), entries }), {
      headers: { "content-type": "application/atom+xml; charset=utf-8", "cache-control": "no-cache" },
    });
  } catch (error) {
    deps().log.error("feed_failed", error);
    return new Response("The feed could not be made. Try again in a moment.\n", {
      status: 503,
      headers: { "content-type": "text/plain; charset=utf-8", "retry-after": "30", "cache-control": "no-store" },
    });
  }
}
