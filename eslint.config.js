import tseslint from "typescript-eslint";

const rulesWithoutFrameworks = ["src/core/**/*.{ts,tsx}", "src/features/*/*.{ts,tsx}"];
const tests = ["**/*.test.ts", "tests/**/*.ts"];

const useDeps = (what, instead) => ({ ...what, message: `A rule gets this from its deps: use ${instead}.` });

const fromTheMachine = [
  { name: "crypto", instead: "deps.random" },
  { name: "fetch", instead: "an adapter in platform" },
  { name: "process", instead: "deps" },
  { name: "console", instead: "deps.log" },
];

/** What these scripts may use without an import; Node alone runs them. */
const nodeGlobals = [
  ...[
    "AbortController",
    "AbortSignal",
    "Buffer",
    "URL",
    "URLSearchParams",
    "console",
    "fetch",
    "performance",
    "process",
  ],
  ...["clearInterval", "clearTimeout", "setImmediate", "setInterval", "setTimeout", "structuredClone"],
  ...["Blob", "Response", "TextDecoder", "TextEncoder", "WebAssembly", "globalThis"],
];

const everywhere = { "max-lines": ["error", { max: 300 }], eqeqeq: ["error", "always"] };

export default tseslint.config(
  { ignores: [".next/", ".data/", "src/platform/prisma/", "node_modules/", "next-env.d.ts", "**/*.d.mts"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // Server actions and forms are async by the framework's contract.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/require-await": "off",
      // A loop that ends by return reads better than a flag.
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      ...everywhere,
      "no-console": "error",
    },
  },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, "readonly"])),
    },
    rules: {
      "no-undef": "error",
      "no-unused-vars": ["error", { destructuredArrayIgnorePattern: "^_$", ignoreRestSiblings: true }],
      "no-var": "error",
      "prefer-const": "error",
      "no-unreachable": "error",
      "no-async-promise-executor": "error",
      ...everywhere,
    },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs" } },
  {
    // Declaration merging is what the packages' own types ask for here.
    files: ["src/auth/next-auth.d.ts", "tests/support/*.setup.ts"],
    rules: { "@typescript-eslint/consistent-type-definitions": "off" },
  },
  {
    files: rulesWithoutFrameworks,
    ignores: tests,
    rules: {
      "no-restricted-globals": ["error", ...fromTheMachine.map(({ name, instead }) => useDeps({ name }, instead))],
      "no-restricted-properties": [
        "error",
        ...fromTheMachine.map(({ name, instead }) => useDeps({ object: "globalThis", property: name }, instead)),
        useDeps({ object: "Date", property: "now" }, "deps.clock"),
        useDeps({ object: "Math", property: "random" }, "deps.random"),
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            useDeps(
              {
                name: "node:crypto",
                importNames: ["default", "randomBytes", "randomInt", "randomUUID", "getRandomValues", "webcrypto"],
              },
              "deps.random",
            ),
            useDeps({ name: "node:process" }, "deps"),
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        useDeps({ selector: "NewExpression[callee.name='Date'][arguments.length=0]" }, "deps.clock"),
        useDeps({ selector: "CallExpression[callee.name='Date']" }, "deps.clock"),
      ],
    },
  },
  {
    files: ["src/platform/**/*.ts", "src/auth/**/*.ts", "scripts/**/*.ts"],
    ignores: [...tests, "src/platform/fetch-whole.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Use fetchWhole: a signal alone keeps no deadline." },
      ],
    },
  },
  {
    files: tests,
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(do)?[mM]ock$/]",
          message: "Pass what is to be replaced in deps.",
        },
        {
          selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]",
          message: "A test runs or does not exist.",
        },
      ],
    },
  },
);
