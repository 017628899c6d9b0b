import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";
import { AccountFacts } from "../account-facts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const viewer = await requireViewer({ returnTo: "/settings" });
  return (
    <>
      <PageHeading title="Settings">Who you are here, and how you come in.</PageHeading>
      <AccountFacts viewer={viewer} />
    </>
  );
}
