import type { Metadata } from "next";
import { imageSource } from "@/features/images/image-path";
import { productName } from "@/features/outbox/mail-layout";
import { excerptOf } from "../excerpt";
import type { ReadPost } from "../get-post";
import { coverSize } from "../policy";
import { renderedPost } from "./rendered";
import { shownTitle } from "./shown-title";

/** What a post is shared by, where everybody may read it; of all else there is nothing to share, and nothing to find. */
export async function postMetadata(post: ReadPost, appUrl: string): Promise<Metadata> {
  const title = shownTitle(post.title);
  if (!post.isOpen) return { title, robots: { index: false } };
  const { id, author, publishedAt, updatedAt, coverImage } = post;
  const description = excerptOf(await renderedPost(post)) || `A post by ${author.name}.`;
  const url = `${appUrl}/posts/${id}`;
  const cover = imageSource(coverImage, coverSize.width);
  const images = cover === null ? [] : [{ url: `${appUrl}${cover}`, alt: "", ...coverSize }];
  const authorPage = author.publicId === null ? null : `${appUrl}/u/${author.publicId}`;
  return {
    title,
    description,
    authors: [{ name: author.name, ...(authorPage === null ? {} : { url: authorPage }) }],
    alternates: { canonical: url, types: feedLink(appUrl) },
    openGraph: {
      ...{ type: "article", siteName: productName, url, title, description, images },
      ...(publishedAt ? { publishedTime: publishedAt.toISOString() } : {}),
      modifiedTime: updatedAt.toISOString(),
      authors: [authorPage ?? author.name],
    },
    twitter: { card: cover === null ? "summary" : "summary_large_image", title, description, images },
  };
}

/** How a feed reader finds the feed from a page. */
export function feedLink(appUrl: string) {
  return { "application/atom+xml": [{ url: `${appUrl}/posts/feed.xml`, title: `Posts on ${productName}` }] };
}
