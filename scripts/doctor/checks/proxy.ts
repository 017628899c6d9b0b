import { clientFaults, type ClientFault } from "@/features/rate-limit/client-watch";
import { read, type Context } from "../context";
import { fault, orGood, type Finding } from "../finding";

/** Instances write a fault down again each hour that it is there. */
const freshHours = 3;

/** By what the running app has seen and written down. Nobody can ask the app from outside what it takes for his address. */
export async function checkProxy(context: Context): Promise<Finding[]> {
  const hops = Number(context.source["TRUSTED_PROXY_HOPS"] || 0);
  const standsAlone = hops === 0 && (read(context, "NEXTAUTH_URL") ?? "").startsWith("https:");
  const seen = await faultsSeen(context);
  const names = new Set<ClientFault>([...(standsAlone ? (["no_proxy_configured"] as const) : []), ...seen]);
  const found = [...names].filter((name) => isOfToday(name, hops)).map(explain);
  const how = hops === 0 ? "by the socket, without a proxy" : `through ${hops} of your proxies`;
  return orGood(found, "proxy", `told apart ${how}`);
}

/** What was seen under another setting says nothing about this one. */
function isOfToday(name: ClientFault, hops: number): boolean {
  if (name === "no_proxy_configured") return hops === 0;
  return name !== "no_address" || hops > 0;
}

function explain(name: ClientFault): Finding {
  const advice = clientFaults[name];
  // The advice's last sentence is what to do.
  const end = advice.lastIndexOf(". ", advice.length - 2);
  return fault({ id: `proxy.${name}`, sentence: advice.slice(0, end), remedy: advice.slice(end + 2) });
}

async function faultsSeen({ database }: Context): Promise<ClientFault[]> {
  if (database === null || (await database.fault()) !== null) return [];
  const rows = await database
    .query<{ name: string }>(
      `SELECT "name" FROM "SiteFinding"
       WHERE starts_with("name", 'client_address.') AND "seenAt" > now() - make_interval(hours => $1)`,
      [freshHours],
    )
    // The table comes with a migration, whose absence is told there.
    .catch(() => []);
  const names = rows.map(({ name }) => name.slice("client_address.".length));
  return (Object.keys(clientFaults) as ClientFault[]).filter((fault) => names.includes(fault));
}
