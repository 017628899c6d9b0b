import { problems } from "@/features/api/problems";

/** Every code of an error with its status and its sentence. */
export function ProblemList() {
  return (
    <dl className="divide-y text-sm leading-6">
      {Object.entries(problems).map(([code, { status, message }]) => (
        <div key={code} className="grid gap-x-6 py-3 first:pt-0 last:pb-0 sm:grid-cols-[15rem_minmax(0,1fr)]">
          <dt className="text-muted-foreground">
            {status} {code}
          </dt>
          <dd className="font-medium wrap-anywhere">{message}</dd>
        </div>
      ))}
    </dl>
  );
}
