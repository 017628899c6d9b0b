/** What `Profile.avatarUrl` and `Post.coverImage` hold of an image. */
export function imagePath(imageId: string): string {
  return `/images/${imageId}`;
}

/** The address of one width of an image; null where the column holds something else, as an application before this one may have left it. */
export function imageSource(path: string | null, width: number): string | null {
  return path !== null && /^\/images\/[0-9a-f-]{36}$/.test(path) ? `${path}/${width}` : null;
}
