/** How long a link waits for the local account's own sign-in. */
export const pendingLinkMinutes = 10;

/** What is shown of an identity in the settings; providers' names and addresses are somebody else's text. */
export const labelMaxLength = 120;
