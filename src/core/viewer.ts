import type { Role, SessionKind } from "@/platform/prisma/enums";

declare const proof: unique symbol;

/**
 * The person who asks, as the database knows them in this request. Only `src/auth` makes one, so a use case that takes a `Viewer`
 * cannot be called without the check.
 */
export type Viewer = {
  readonly id: string;
  readonly sessionId: string;
  readonly sessionKind: SessionKind;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** When this session's owner last proved who they are. */
  readonly provenAt: Date | null;
  readonly [proof]: "viewer";
};

declare const recent: unique symbol;
declare const moderator: unique symbol;
declare const admin: unique symbol;

/** A viewer who has proven themselves within the last minutes: what the ways into an account may be changed by. */
export type RecentViewer = Viewer & { readonly [recent]: true };

/** A viewer who may moderate: a moderator or an administrator. */
export type ModeratorViewer = Viewer & { readonly [moderator]: true };

export type AdminViewer = ModeratorViewer & { readonly [admin]: true };

/** The brand that a role's guard gives. */
export type RoleViewer<Required extends Role> = Required extends "ADMIN"
  ? AdminViewer
  : Required extends "MODERATOR"
    ? ModeratorViewer
    : Viewer;

const rank = { USER: 0, MODERATOR: 1, ADMIN: 2 } as const satisfies Record<Role, number>;

/** Whether a role may do what another is asked for: an administrator may do all that a moderator may, and everybody what a user may. */
export function hasRole(role: Role, required: Role): boolean {
  return rank[role] >= rank[required];
}
