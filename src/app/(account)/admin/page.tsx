import type { Metadata } from "next";
import { requireRole } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Admin overview", robots: { index: false } };

export default async function AdminPage() {
  await requireRole("ADMIN", { returnTo: "/admin" });
  return <PageHeading title="Administration">Choose what to look at.</PageHeading>;
}
