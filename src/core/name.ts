/** Of a person's name, in characters: long enough for real names with titles and several family names. */
export const nameMaxLength = 80;
