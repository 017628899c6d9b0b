import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { itFinds, look, troublesOf, useDoctorSetups } from "../../../tests/support/doctor-look";
import { freePort } from "../../../tests/support/app-server";
import type { Plant } from "../../../tests/support/doctor-plants";
import type { DoctorSetup } from "../../../tests/support/doctor-setup";
import { s3Variables, startFakeS3, type FakeS3 } from "../../../tests/support/fake-s3";

async function useBucket({ options, onClose }: DoctorSetup): Promise<FakeS3> {
  const s3 = await startFakeS3();
  onClose(() => s3.close());
  Object.assign(options.source, s3Variables(s3));
  return s3;
}

async function useFolder({ options, onClose }: DoctorSetup, mode = 0o700): Promise<string> {
  const outer = await mkdtemp(path.join(tmpdir(), "latchkey-pictures-"));
  const dir = path.join(outer, "pictures");
  await mkdir(dir);
  await chmod(dir, mode);
  onClose(() => rm(outer, { recursive: true }));
  options.source["PICTURES_DIR"] = dir;
  return dir;
}

function bucketWith(change: (s3: FakeS3, setup: DoctorSetup) => unknown): Plant {
  return async (setup) => change(await useBucket(setup), setup);
}

function bucketSet(name: string, value: string): Plant {
  return bucketWith((_s3, { options }) => Object.assign(options.source, { [name]: value }));
}

describe("the doctor's look at the pictures", () => {
  const { open } = useDoctorSetups();

  it("finds nothing wrong with a private bucket and a closed folder, and leaves nothing in them", async () => {
    const [one, other] = [await open(), await open()];
    const [s3, dir] = [await useBucket(one), await useFolder(other)];
    for (const setup of [one, other]) expect(troublesOf(await look(setup))).toEqual([]);
    expect(s3.calls()).toBeGreaterThan(0);
    expect([s3.objects.size, await readdir(dir)]).toEqual([0, []]);
  });

  itFinds([
    ["a folder that is not there", ["pictures.away"], async (setup) => rm(await useFolder(setup), { recursive: true })],
    ["a folder that others may write", ["pictures.open"], (setup) => useFolder(setup, 0o777)],
    [
      "a bucket's service that is not there",
      ["pictures.away"],
      async (setup) => {
        await useBucket(setup);
        setup.options.source["PICTURES_S3_ENDPOINT"] = `http://127.0.0.1:${await freePort()}`;
      },
    ],
    ["a bucket's service that hangs", ["pictures.away"], bucketWith((s3) => s3.behave("hang"))],
    ["a wrong secret", ["pictures.refused"], bucketSet("PICTURES_S3_SECRET_ACCESS_KEY", "another secret")],
    ["another region", ["pictures.refused"], bucketSet("PICTURES_S3_REGION", "us-test-1")],
    ["a bucket that was not made", ["pictures.bucket"], bucketSet("PICTURES_S3_BUCKET", "others")],
    ["a key that may write nothing", ["pictures.permission"], bucketWith((s3) => s3.behave("forbid"))],
    ["a key that may not list", ["pictures.list"], bucketWith((s3) => s3.tellMissing(false))],
    ["a bucket that everybody reads", ["pictures.public"], bucketWith((s3) => s3.open(true))],
    ["a bucket that loses what is written", ["pictures.lost"], bucketWith((s3) => s3.behave("lose"))],
  ]);
});
