export const refreshTokenPrefix = "lkr_";

/** How long a used refresh token is answered again with the one that replaced it: for a client whose answer was lost on the way. */
export const refreshGraceSeconds = 30;
