/** In characters as people count them, see `countCharacters`. NIST asks for 15 where the password is the only factor; the floor is ASVS's. */
export const passwordMinLengthDefault = 15;
export const passwordMinLengthFloor = 8;

/** Far above every passphrase, and little to hash. In code points, for it bounds the work: an emoji may be several. */
export const passwordMaxLength = 256;

/** In the units of a string, of which a code point has two at the most: what is longer is refused before it is looked at. */
export const passwordReadLength = passwordMaxLength * 2;

/** Context words of fewer letters, such as initials, are in too many good passwords. */
export const contextWordMinLength = 3;

/** What has to be left of a password when the context words are taken out of it. */
export const lengthBesidesContext = 8;

/** Words that every site of this product shares. */
export const productWords = ["latchkey", "admin", "moderator", "password"];
