import tseslint from "typescript-eslint";

const rulesWithoutFrameworks = ["src/core/**/*.ts", "src/features/*/*.ts"];
const tests = ["**/*.test.ts", "tests/**/*.ts"];

const useDeps = (what, instead) => ({ ...what, message: `A rule gets this from its deps: use ${instead}.` });

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
      "max-lines": ["error", { max: 300 }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
    },
  },
  {
    // Declaration merging is what the packages' own types ask for here.
    files: ["src/auth/next-auth.d.ts", "tests/support/*.setup.ts"],
    rules: { "@typescript-eslint/consistent-type-definitions": "off" },
  },
  {
    files: rulesWithoutFrameworks,
    ignores: tests,
    rules: {
      "no-restricted-globals": [
        "error",
        useDeps({ name: "crypto" }, "deps.random"),
        useDeps({ name: "fetch" }, "an adapter in platform"),
        useDeps({ name: "process" }, "deps"),
        useDeps({ name: "console" }, "deps.log"),
      ],
      "no-restricted-syntax": [
        "error",
        useDeps({ selector: "NewExpression[callee.name='Date'][arguments.length=0]" }, "deps.clock"),
        useDeps({ selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']" }, "deps.clock"),
        useDeps(
          { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']" },
          "deps.random",
        ),
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
