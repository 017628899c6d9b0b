import { chmod } from "node:fs/promises";
import path from "node:path";
import { describe } from "vitest";
import { itFinds } from "../../../tests/support/doctor-look";
import { set, upstash } from "../../../tests/support/doctor-plants";
import { putPackage } from "../../../tests/support/doctor-setup";

describe("the doctor's look at the environment", () => {
  itFinds([
    ["no secret", ["secrets.JWT_SECRET"], set("JWT_SECRET", undefined)],
    [
      "a placeholder for a secret",
      ["secrets.NEXTAUTH_SECRET"],
      set("NEXTAUTH_SECRET", "change-me-9f4b62c8d1e07a35b8c6d2f1a4e9"),
    ],
    ["a short secret", ["secrets.JWT_SECRET"], set("JWT_SECRET", "4f9Kd82Lq0")],
    ["a secret of one character", ["secrets.JWT_SECRET"], set("JWT_SECRET", "a".repeat(40))],
    [
      "a secret that was not expanded",
      ["secrets.JWT_SECRET"],
      set("JWT_SECRET", "${THE_SECRET_OF_THIS_HOUSE_0123456789}"),
    ],
    [
      "one secret twice",
      ["secrets.JWT_SECRET"],
      ({ options: { source } }) => (source["JWT_SECRET"] = source["NEXTAUTH_SECRET"]),
    ],
    [
      "an address with a path",
      ["settings.NEXTAUTH_URL"],
      ({ options: { source }, app }) => (source["NEXTAUTH_URL"] = `${app.url}/app`),
    ],
    [
      "two different addresses",
      ["settings.NEXT_PUBLIC_APP_URL"],
      set("NEXT_PUBLIC_APP_URL", "https://other.example.com"),
    ],
    [
      "local mode at a public address",
      ["settings.LATCHKEY_MODE"],
      ({ options: { source } }) => {
        const proxied = { TRUSTED_PROXY_HOPS: "1", NEXTAUTH_URL: "https://app.invalid" };
        Object.assign(source, { LATCHKEY_MODE: "local", ...proxied });
      },
    ],
    ["half a provider", ["settings.GITHUB_ID"], set("GITHUB_ID", "Ov23liExample")],
    ["no sender", ["settings.EMAIL_FROM"], set("EMAIL_FROM", undefined)],
    [
      "two stores for limits",
      ["settings.REDIS_URL"],
      (setup) => {
        upstash({ body: { result: 2 } })(setup);
        setup.options.source["REDIS_URL"] = setup.redis.url;
      },
    ],
    ["a development mode", ["node-env.development"], set("NODE_ENV", "development")],
    ["an open .env", ["files..env"], ({ options }) => chmod(path.join(options.root, ".env"), 0o644)],
    ["an old next", ["versions.next"], ({ options }) => putPackage(options.root, "next", "16.3.2")],
    ["a react of an unpatched line", ["versions.react"], ({ options }) => putPackage(options.root, "react", "19.1.4")],
    ["a package that is not there", ["versions.next-auth"], ({ options }) => putPackage(options.root, "next-auth", "")],
    ["a Node that is too old", ["versions.node"], ({ options }) => (options.nodeVersion = "20.18.3")],
    [
      "a Node that is not mended any more",
      ["versions.node-ended"],
      ({ options }) => {
        Object.assign(options, { nodeVersion: "21.7.3" });
      },
    ],
  ]);
});
