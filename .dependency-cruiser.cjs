/** The direction of imports: app → features/x/web → auth, web, ui, platform → features/x → core. Each rule says what to do instead. */
const featureRoot = "^src/features/[^/]+/[^/]+$";
const foundations =
  "api-tokens|audit-log|outbox|refresh-tokens|sessions|signin|email-verification|rate-limit|site-alarm|password|captcha|images";
const tests = "\\.test\\.ts$";
const vendors =
  "(^|/)node_modules/(@prisma|pg|resend|redis|@upstash|@node-rs|@electric-sql|nodemailer|oidc-provider|altcha-lib|aws4fetch|pino|sharp|ipaddr.js)/";
const generatedClient = "^src/platform/prisma/";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two modules that need each other are one module, or need a third that both import.",
      severity: "error",
      from: { pathNot: generatedClient },
      to: { circular: true },
    },
    {
      name: "nothing-unresolved",
      comment: "An import that leads nowhere escapes every other rule. Correct its path, or add the package.",
      severity: "error",
      from: { pathNot: generatedClient },
      to: { couldNotResolve: true },
    },
    {
      name: "next-auth-in-one-place",
      comment:
        "NextAuth is imported by src/auth alone, so that replacing it touches one folder. Use src/auth/viewer.ts.",
      severity: "error",
      from: { pathNot: "^src/auth/" },
      to: { path: "(^|/)node_modules/(next-auth|@auth/)" },
    },
    {
      name: "rules-know-no-framework",
      comment:
        "A use case takes deps and answers values. What needs Next, React or an adapter belongs into the feature's web/ folder.",
      severity: "error",
      from: { path: [featureRoot, "^src/core/"], pathNot: tests },
      to: { path: ["(^|/)node_modules/(next|react|react-dom|server-only)/", "^src/(auth|web|ui|app|local)/"] },
    },
    {
      name: "rules-take-adapters-as-deps",
      comment:
        "A rule knows an adapter by its port alone. Take it from deps; only the types of src/platform may be imported.",
      severity: "error",
      from: { path: [featureRoot, "^src/core/"], pathNot: tests },
      to: { path: "^src/platform/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "core-is-the-ground",
      comment:
        "Every feature stands on core, so core knows none. Move the rule into the feature, or what it needs into core.",
      severity: "error",
      from: { path: "^src/core/", pathNot: tests },
      to: { path: "^src/features/" },
    },
    {
      name: "features-are-islands",
      comment:
        "A feature calls the foundations and itself. What two features share belongs into core or becomes a foundation.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/[^/]+$", pathNot: tests },
      to: {
        path: "^src/features/",
        pathNot: `^src/features/($1|${foundations})/[^/]+$`,
      },
    },
    {
      name: "web-folders-are-private",
      comment: "A feature's web/ folder serves its own pages. Share the rule at the feature's root instead.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/web/" },
      to: { path: "^src/features/", pathNot: `^src/features/($1/|(${foundations})/[^/]+$)` },
    },
    {
      name: "adapters-below-the-web",
      comment:
        "A feature's web/ folder stands on auth, web, ui and platform, so none of these knows it. Pass in what it needs.",
      severity: "error",
      from: { path: "^src/(auth|web|ui|platform)/" },
      to: { path: "^src/features/[^/]+/web/" },
    },
    {
      name: "vendors-in-platform",
      comment: "Prisma and vendors' SDKs are joined in src/platform; elsewhere only their types are known. Take deps.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(platform|local)/", tests] },
      to: {
        path: [generatedClient, vendors],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "forms-are-small",
      comment:
        "A form goes to the browser: it imports ui, its own web folder, policy, types of its schema, and form state, and nothing heavier.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/web/.*-form\\.tsx$" },
      to: {
        path: "^src/",
        pathNot: [
          "^src/ui/",
          "^src/features/$1/(web/|policy\\.ts$|schema\\.ts$)",
          "^src/features/password/policy\\.ts$",
          "^src/web/form-state\\.ts$",
        ],
      },
    },
    {
      name: "forms-take-schemas-as-types",
      comment: "A schema as a value brings Zod to the browser. Import its type; lengths come from policy.ts.",
      severity: "error",
      from: { path: "^src/features/[^/]+/web/.*-form\\.tsx$" },
      to: { path: "/schema\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nothing-imports-app",
      comment: "src/app holds URLs. What others need lives in a feature, in web or in ui.",
      severity: "error",
      from: { pathNot: "^src/app/" },
      to: { path: "^src/app/" },
    },
    {
      name: "local-stays-local",
      comment:
        "Production never loads src/local: only scripts, the /dev pages, and the one place that chooses the mail driver do.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/local/", "^src/app/dev/", "^src/platform/deps\\.ts$", tests] },
      to: { path: "^src/local/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
