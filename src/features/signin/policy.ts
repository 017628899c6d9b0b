/**
 * Password guesses that are evaluated for one account in a sliding quarter of an hour, over all paths and instances.
 * Ten leave room for a person who tries their three passwords with caps lock on; at that pace a common password of the
 * ten thousandth rank takes ten days of attempts that nobody overlooks.
 */
export const guessLimit = { max: 10, windowMinutes: 15 };

/** NIST SP 800-63B-4, 3.2.2: no more than so many wrong ones in a row. Then only the owner opens the account to new devices again. */
export const guessesInARowMax = 100;

/**
 * From the eleventh wrong guess in a row on, each one is followed by a pause that doubles up to an hour: the hundred take more than
 * three days, while a person who comes back after lunch waits no longer than the lunch took.
 */
export const guessPause = { afterInARow: 10, firstMinutes: 1, longestMinutes: 60 };

/** A device at which the right password was typed is recognised for so long. */
export const knownDeviceDays = 180;

/** Accounts that one browser is known for. More are a family's, and the oldest goes. */
export const knownDeviceAccountsMax = 3;
