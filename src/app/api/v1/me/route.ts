import { findViewer } from "@/auth/viewer";

export async function GET() {
  const viewer = await findViewer();
  const headers = { "cache-control": "no-store" };
  if (!viewer) return Response.json({ error: "unauthenticated" }, { status: 401, headers });
  const { id, name, email, role } = viewer;
  return Response.json({ id, name, email, role }, { headers });
}
