import type { OpenedSession } from "@/features/sessions/open-session";
import type { Role } from "@/platform/prisma/enums";

declare module "next-auth" {
  interface User {
    session?: OpenedSession;
    deviceToken?: string;
  }
  interface Session {
    user: { id: string; name: string; email: string; role: Role };
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
    role?: Role;
    exp?: number;
  }
}
