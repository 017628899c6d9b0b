/** What answering costs before anybody is asked who they are. */
export function GET() {
  return Response.json({ id: "1", name: "Seeded Person", email: "person@example.com", role: "USER" });
}
