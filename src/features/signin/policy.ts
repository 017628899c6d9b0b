/**
 * Password guesses that are evaluated for one account in a sliding quarter of an hour, over all paths and instances.
 * Ten leave room for a person who tries their three passwords with caps lock on; at that pace a common password of the
 * ten thousandth rank takes ten days of attempts that nobody overlooks.
 */
export const guessLimit = { max: 10, windowMinutes: 15 };
