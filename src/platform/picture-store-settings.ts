import { isLoopback } from "./env-schemas";

/** Where the files of pictures lie. */
export type PictureStoreSettings =
  { kind: "database" } | { kind: "folder"; dir: string } | ({ kind: "s3" } & S3Settings);

export type S3Settings = {
  /** Without a trailing slash. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Whether the bucket stands in the path, as most servers of one's own want it, and not before the host. */
  pathStyle: boolean;
};

const s3Names = [
  "PICTURES_S3_ENDPOINT",
  "PICTURES_S3_REGION",
  "PICTURES_S3_BUCKET",
  "PICTURES_S3_ACCESS_KEY_ID",
  "PICTURES_S3_SECRET_ACCESS_KEY",
] as const;

export const pictureStoreNames = ["PICTURES_DIR", ...s3Names, "PICTURES_S3_PATH_STYLE"] as const;

type Variables = Readonly<Partial<Record<(typeof pictureStoreNames)[number], string | undefined>>>;

/** The store that parsed variables name. */
export function choosePictureStore(parsed: Variables): PictureStoreSettings {
  if (parsed.PICTURES_DIR !== undefined) return { kind: "folder", dir: parsed.PICTURES_DIR };
  const [endpoint, region, bucket, accessKeyId, secretAccessKey] = s3Names.map((name) => parsed[name]);
  if (!endpoint || !region || !bucket || !accessKeyId || !secretAccessKey) return { kind: "database" };
  const pathStyle = parsed.PICTURES_S3_PATH_STYLE === "on";
  return {
    kind: "s3",
    endpoint: endpoint.replace(/\/+$/, ""),
    region,
    bucket,
    accessKeyId,
    secretAccessKey,
    pathStyle,
  };
}

export function pictureContradictions(source: Readonly<Record<string, string | undefined>>): string[] {
  const faults: string[] = [];
  if ([...s3Names, "PICTURES_S3_PATH_STYLE"].some((name) => source[name])) {
    const missing = s3Names.filter((name) => !source[name]);
    faults.push(...missing.map((name) => `${name} is missing: the variables PICTURES_S3_… go together`));
    if (source["PICTURES_DIR"])
      faults.push("PICTURES_DIR and PICTURES_S3_… name two stores for pictures: set one of them");
  }
  const { PICTURES_S3_ENDPOINT: endpoint = "", PICTURES_S3_BUCKET: bucket = "" } = source;
  if (endpoint.startsWith("http:") && !isLoopback(endpoint)) faults.push("PICTURES_S3_ENDPOINT must be https");
  if (URL.canParse(endpoint) && !isPlain(new URL(endpoint)))
    faults.push("PICTURES_S3_ENDPOINT must be a server alone, such as https://s3.eu-central-1.amazonaws.com");
  // A certificate for all buckets covers one label.
  if (endpoint.startsWith("https:") && bucket.includes(".") && source["PICTURES_S3_PATH_STYLE"] !== "on")
    faults.push("PICTURES_S3_BUCKET has a dot in its name, which needs PICTURES_S3_PATH_STYLE=on");
  return faults;
}

function isPlain({ username, password, search, hash }: URL): boolean {
  return username + password + search + hash === "";
}
