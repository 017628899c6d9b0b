/**
 * Go with every mail, whoever carries it. They say that no person wrote it (RFC 3834), so that holiday notices and the like do not answer.
 * There is no List-Unsubscribe: these mails are no list, and who could leave it would lose the way back into the account.
 */
export const automaticHeaders = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" } as const;
