import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const viewer = await requireViewer({ returnTo: "/dashboard" });
  return (
    <>
      <PageHeading title={`Welcome, ${viewer.name}`}>You are signed in as {viewer.email}.</PageHeading>
    </>
  );
}
