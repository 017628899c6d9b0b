/** Fixed by the product: a session ends after seven days, however much it was used. */
export const sessionTtlDays = 7;
