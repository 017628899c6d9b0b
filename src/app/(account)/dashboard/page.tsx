import type { Metadata } from "next";
import { requireViewer } from "@/auth/viewer";
import { PageHeading } from "@/ui/page-heading";
import { AccountFacts } from "../account-facts";
import { NextSteps } from "./next-steps";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const viewer = await requireViewer({ returnTo: "/dashboard" });
  return (
    <>
      <PageHeading title={`Welcome, ${viewer.name}`}>This is the page behind the door. Make it yours.</PageHeading>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <NextSteps />
        <AccountFacts viewer={viewer} />
      </div>
    </>
  );
}
