/** In characters: a headline, with room for a long one. */
export const titleMaxLength = 200;

/** In characters: some forty printed pages, and what Markdown of that length costs to render stays below a second. */
export const contentMaxLength = 100_000;

/** In characters: two or three sentences that the author gets by mail. */
export const unpublishReasonMaxLength = 500;

/** How fast people read, in words a minute: a little below the 238 that a review of 2019 (DOI 10.1016/j.jml.2019.104047) found for prose in English. */
export const wordsPerMinute = 220;

/** Of scripts that set no spaces, so many characters take the time of a word. */
export const charactersPerWord = 2;

/** The newest posts in the feed. */
export const feedLength = 30;
