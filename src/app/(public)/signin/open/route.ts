import type { NextRequest } from "next/server";
import { openLink } from "@/web/link-token";

/** `/signin?token=…`, from the mail that stands in for a captcha, leads here. */
export function GET(request: NextRequest) {
  return openLink(request, "signin");
}
