import { apiRoute } from "@/auth/api-route";
import { endpoints } from "@/features/api/endpoints";

export const GET = apiRoute(endpoints.me, async ({ viewer: { id, name, email, role } }) => ({
  body: { id, name, email, role },
}));
