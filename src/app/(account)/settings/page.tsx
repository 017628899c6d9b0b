import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const viewer = await requireViewer({ returnTo: "/settings" });
  return <PageHeading title="Settings">{viewer.email}</PageHeading>;
}
