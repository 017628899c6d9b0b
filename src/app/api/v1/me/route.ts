import { readViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";

const noStore = { "cache-control": "no-store" };

export async function GET(): Promise<Response> {
  try {
    const viewer = await readViewer();
    if (!viewer) return Response.json({ error: "unauthenticated" }, { status: 401, headers: noStore });
    const { id, name, email, role } = viewer;
    return Response.json({ id, name, email, role }, { headers: noStore });
  } catch (error) {
    deps().log.error("me_failed", error);
    return Response.json({ error: "unavailable" }, { status: 503, headers: { ...noStore, "retry-after": "5" } });
  }
}
