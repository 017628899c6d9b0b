/** How often at most an owner is told that somebody guesses. */
export const guessMailEveryHours = 24;

/** As long as until the next such mail. */
export const unlockLinkTtlHours = 24;

/** Owners told in one go; the next go follows at once. */
export const toldAtOnce = 50;
