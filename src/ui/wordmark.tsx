import { Mark } from "./mark";

export function Wordmark() {
  return (
    <a
      href="/"
      className="inline-flex items-center gap-2.5 rounded-md py-1 text-[1.0625rem] font-semibold tracking-tight"
    >
      <Mark className="size-7" />
      Latchkey
    </a>
  );
}
