import { headers } from "next/headers";
import { auth } from "../../../auth";

export async function GET() {
  const session = await auth.api.getSession({ headers: await headers() });
  if (!session) return Response.json({ error: "unauthenticated" }, { status: 401 });
  const { id, name, email, role } = session.user;
  return Response.json({ id, name, email, role });
}
