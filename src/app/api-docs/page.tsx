import { GeistMono } from "geist/font/mono";
import type { Metadata } from "next";
import { scopes } from "@/features/api-tokens/policy";
import { endpoints } from "@/features/api/endpoints";
import { env } from "@/platform/env";
import { Card } from "@/ui/card";
import { Facts } from "@/ui/facts";
import { PageHeading } from "@/ui/page-heading";
import { SiteFooter } from "../site-footer";
import { SiteHeader } from "../site-header";
import { EndpointCard } from "./endpoint-card";
import { Introduction } from "./introduction";
import { ProblemList } from "./problem-list";

export const metadata: Metadata = { title: "API" };

export default function ApiDocsPage() {
  return (
    <>
      <div className="border-b">
        <SiteHeader />
      </div>
      <main
        id="main"
        tabIndex={-1}
        className={`${GeistMono.variable} mx-auto grid w-full max-w-3xl flex-1 gap-5 px-5 pt-12 pb-20 outline-none sm:px-8`}
      >
        <PageHeading title="API">
          For mobile apps, command lines and services. The same in OpenAPI 3.1:{" "}
          <a href="/api/v1/openapi.json" className="link">
            openapi.json
          </a>
        </PageHeading>
        <Introduction appUrl={env().appUrl} />
        {Object.entries(endpoints).map(([id, endpoint]) => (
          <EndpointCard key={id} endpoint={endpoint} appUrl={env().appUrl} />
        ))}
        <Card
          title="Scopes"
          description="What a personal access token may be allowed. Browsers and apps may do all of it."
        >
          <Facts facts={Object.entries(scopes)} />
        </Card>
        <Card title="Errors" description='Always of one shape: { "error": code, "message": sentence }.'>
          <ProblemList />
        </Card>
      </main>
      <SiteFooter />
    </>
  );
}
