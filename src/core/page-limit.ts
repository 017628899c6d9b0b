import { z } from "zod";
import { pageSize } from "./page-cursor";

/** However many rows an address asks for. */
const pageMax = 100;

/** How many rows a page is asked to have; the usual number where what is asked is none of ours. */
export const pageLimitSchema = z.coerce
  .number()
  .int()
  .min(1)
  .transform((limit) => Math.min(limit, pageMax))
  .catch(pageSize);
