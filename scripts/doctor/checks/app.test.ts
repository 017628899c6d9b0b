import { describe } from "vitest";
import { itFinds } from "../../../tests/support/doctor-look";
import { clientFinding, csrf, csrfCookie, page } from "../../../tests/support/doctor-plants";

describe("the doctor's look at the running app", () => {
  itFinds([
    [
      "an app that redirects",
      ["app.redirect"],
      page(csrf, { location: "https://www.example.com/" }, { status: 308, body: "" }),
    ],
    ["another program at the address", ["app.foreign"], page(csrf, {}, { body: "<h1>It works!</h1>" })],
    ["an app that fails", ["app.failing"], page(csrf, {}, { status: 503, body: "" })],
    ["a cookie for scripts", ["cookies.HttpOnly"], csrfCookie("next-auth.csrf-token=a; Path=/; SameSite=Lax")],
    ["a cookie for other sites", ["cookies.SameSite"], csrfCookie("next-auth.csrf-token=a; HttpOnly; SameSite=None")],
    [
      "a cookie for subdomains",
      ["cookies.domain"],
      csrfCookie("next-auth.csrf-token=a; HttpOnly; SameSite=Lax; Domain=example.com"),
    ],
    [
      "an app that was started for https",
      ["cookies.prefix"],
      csrfCookie("__Host-next-auth.csrf-token=a; HttpOnly; SameSite=Lax; Secure"),
    ],
    ["no cookie", ["cookies.none"], csrfCookie("other=1")],
    ["no policy for scripts", ["headers.Content-Security-Policy"], page("/signin", { "content-security-policy": "" })],
    ["a page in frames", ["headers.X-Frame-Options"], page("/signin", { "x-frame-options": "ALLOWALL" })],
    ["a page out of a cache", ["headers.cached"], page("/signin", { age: "31" })],
    ["a proxy that nobody counts", ["proxy.no_proxy_configured"], clientFinding("no_proxy_configured")],
    [
      "proxies that name nobody",
      ["proxy.no_address"],
      async (setup) => {
        setup.options.source["TRUSTED_PROXY_HOPS"] = "2";
        await clientFinding("no_address")(setup);
      },
    ],
    ["everybody from one address", ["proxy.one_address"], clientFinding("one_address")],
    [
      "swapped keys of Google",
      ["callbacks.google"],
      ({ options }) => {
        Object.assign(options.source, {
          GOOGLE_CLIENT_ID: "GOCSPX-1",
          GOOGLE_CLIENT_SECRET: "1.apps.googleusercontent.com",
        });
      },
    ],
  ]);
});
