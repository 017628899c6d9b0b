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
  /** When this session's owner last proved who they are. */
  readonly provenAt: Date | null;
  readonly [proof]: "viewer" | "recent";
};

/** A viewer who has proven themselves within the last minutes: what the ways into an account may be changed by. */
export type RecentViewer = Viewer & { readonly [proof]: "recent" };
