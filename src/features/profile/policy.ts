export { nameMaxLength } from "@/core/name";
export { uploadMaxBytes } from "@/features/images/policy";

/** In characters: two or three paragraphs. */
export const bioMaxLength = 1_000;

export const ageMin = 13;
export const ageMax = 130;
