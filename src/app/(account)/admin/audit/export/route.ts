import type { NextRequest } from "next/server";
import { confirmPath, isRecent, readFreshRequestViewer } from "@/auth/viewer";
import { hasRole, type AdminViewer, type RecentViewer } from "@/core/viewer";
import { exportEvents } from "@/features/admin-audit/export-events";
import { exportFormatSchema, readAuditFilter, auditQuery, type ExportFormat } from "@/features/admin-audit/schema";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { plainAnswer } from "@/web/plain-answer";
import { isSameOrigin } from "@/web/same-origin";

const contentTypes = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
} as const satisfies Record<ExportFormat, string>;

/** The events of the filter in the address, as a file. Who has not proven themselves lately does so first and comes back to the log's page. */
export async function GET(request: NextRequest): Promise<Response> {
  try {
    return await answer(request);
  } catch (error) {
    deps().log.error("audit_export_failed", error);
    return plainAnswer(503, "The log cannot be read at the moment.");
  }
}

async function answer(request: NextRequest): Promise<Response> {
  const viewer = await readFreshRequestViewer(request);
  if (!viewer) return plainAnswer(401, "Sign in first.");
  if (!hasRole(viewer.role, "ADMIN")) return plainAnswer(404, "There is nothing here.");
  if (!isSameOrigin(request.headers, env().appUrl))
    return plainAnswer(403, "This request does not come from a page of this site.");
  const sent = Object.fromEntries(request.nextUrl.searchParams);
  const { filter, typed, faults } = readAuditFilter(sent);
  const format = exportFormatSchema.safeParse(sent["format"] ?? "csv");
  if (faults.length > 0 || !format.success)
    return plainAnswer(400, `This cannot be read: ${[...faults, ...(format.success ? [] : ["format"])].join(", ")}.`);
  if (!isRecent(viewer)) {
    const location = confirmPath(`/admin/audit${auditQuery(typed)}`);
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  }
  const name = `audit-${deps().clock.now().toISOString().slice(0, 10)}.${format.data}`;
  const headers = {
    "content-type": contentTypes[format.data],
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
  };
  if (request.method === "HEAD") return new Response(null, { headers });
  const pieces = await exportEvents(deps(), viewer as AdminViewer & RecentViewer, { filter, format: format.data });
  return new Response(asStream(pieces), { headers });
}

/** Reads on as fast as the client takes it. A fault breaks the connection off, so that no half file looks like a whole one. */
function asStream(pieces: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        deps().log.error("audit_export_failed", error);
        controller.error(error);
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
}
