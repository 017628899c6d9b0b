import type { NextRequest } from "next/server";
import { openLink } from "@/web/link-token";

/** `/verify?token=…` leads here. */
export function GET(request: NextRequest) {
  return openLink(request, "verify");
}
