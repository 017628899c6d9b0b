/** In characters: a headline, with room for a long one. */
export const titleMaxLength = 200;

/** In characters: some forty printed pages. */
export const contentMaxLength = 100_000;

/** In characters: two or three sentences that the author gets by mail. */
export const unpublishReasonMaxLength = 500;

/** An author who comes back to a draft after so long sits down to it anew, which the audit log tells. */
export const sittingMinutes = 30;

/** Of an autosave, in milliseconds: a pause in typing, and the longest that somebody who makes none waits. */
export const autosavePause = 1_500;
export const autosaveLongest = 10_000;

/** In milliseconds, between the beginnings of two autosaves of one page: two pages stay within the limit. */
export const autosaveGap = 2_000;

/** In milliseconds: how soon what could not be saved is tried again, and how late at most. */
export const autosaveRetry = { first: 2_000, last: 60_000 };

/** How fast people read, in words a minute: a little below the 238 that a review of 2019 (DOI 10.1016/j.jml.2019.104047) found for prose in English. */
export const wordsPerMinute = 220;

/** Of scripts that set no spaces, so many characters take the time of a word. */
export const charactersPerWord = 2;

/** Of a post, for who shares it: what previews of links show without cutting it once more. */
export const excerptLength = 200;

/** A cover as it is shared, in pixels: the larger of its two sizes. */
export const coverSize = { width: 1280, height: 672 } as const;

/** Of a post in the feed, in characters of HTML: the feed is made anew for whoever asks. A longer one is there with its first words. */
export const feedEntryMaxLength = 20_000;

/** The newest posts in the feed. */
export const feedLength = 30;
