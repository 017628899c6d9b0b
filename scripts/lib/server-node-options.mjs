/**
 * How Node runs a server in production. What is young is collected while everybody waits, and newer V8s let so much of it come together
 * that in a storm of sign-ins a collection takes tens of milliseconds. A smaller part takes no more CPU, and less at a time.
 */
export const serverNodeOptions = ["--max-semi-space-size=8"];
