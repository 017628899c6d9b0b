import { z } from "zod";

/** The number of the last row that a page showed, of a list that runs from the highest number down; what is none of ours is the first page. */
export const numberCursorSchema = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt)
  .nullable()
  .catch(null);

/** Above every number that a sequence gives: where the first page begins. */
export const beyondAll = 9_223_372_036_854_775_807n;
