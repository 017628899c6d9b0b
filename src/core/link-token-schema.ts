import { z } from "zod";

/** The token of a mailed link: 43 characters of base64url as we make them, or a UUID from a link mailed by the starting design. */
export const linkTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{32,64}$/);
