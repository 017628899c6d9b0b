/** Reset links mailed to one address; earlier links stay valid, so a stranger's requests cannot take the owner's link away. */
export const resetMailCap = { max: 5, windowMinutes: 60 };
