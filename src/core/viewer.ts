import type { Role } from "@/platform/prisma/enums";

declare const proof: unique symbol;

/**
 * The person who asks, as the database knows them in this request. Only `auth/viewer.ts` makes one, so a use case that takes a
 * `Viewer` cannot be called without the check.
 */
export type Viewer = {
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly [proof]: "viewer";
};
