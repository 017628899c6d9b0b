import type { Role } from "@/platform/prisma/enums";

export const roleNames = { USER: "User", MODERATOR: "Moderator", ADMIN: "Administrator" } as const satisfies Record<
  Role,
  string
>;
