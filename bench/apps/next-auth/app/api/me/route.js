import { getServerSession } from "next-auth";
import { authOptions } from "../../../auth-options";

export async function GET() {
  const session = await getServerSession(authOptions);
  if (!session) return Response.json({ error: "unauthenticated" }, { status: 401 });
  const { id, name, email, role } = session.user;
  return Response.json({ id, name, email, role });
}
