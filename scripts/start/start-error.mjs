/** Carries one sentence for the person who started the app: what is wrong and what to do. It is shown without a stack. */
export class StartError extends Error {
  name = "StartError";
}
