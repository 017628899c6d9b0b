/** Fixed by the product: a verification link lives a day, for mail may be read the next morning. */
export const verificationLinkTtlHours = 24;

/** Mails with a verification link to one address. Enough for a person who lost some, too few to flood a stranger's mailbox. */
export const verificationMailCap = { max: 5, windowMinutes: 60 };

/**
 * Six digits are typed on the device that signed up, at once. Five tries of a million, and five mails an hour: somebody who guesses at an
 * address that is not theirs is right once in forty thousand hours.
 */
export const verificationCode = { ttlMinutes: 10, tries: 5 };
