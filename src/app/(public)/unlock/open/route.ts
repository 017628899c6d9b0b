import type { NextRequest } from "next/server";
import { openLink } from "@/web/link-token";

/** `/unlock?token=…` leads here. */
export function GET(request: NextRequest) {
  return openLink(request, "unlock");
}
