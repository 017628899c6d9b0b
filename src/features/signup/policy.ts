export { nameMaxLength } from "@/core/name";

/**
 * Two sign-ups for one address with the same password within this time are one person who pressed the button twice, on two devices
 * perhaps: one mail. A different password is a different claim to the address and gets a link of its own.
 */
export const doubleSubmitSeconds = 60;

/** Notices to the owner of an address with which somebody tried to sign up again. */
export const alreadyRegisteredMailCap = { max: 1, windowMinutes: 60 };
