import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openContext } from "../../scripts/doctor/context";
import { examine } from "../../scripts/doctor/examine";
import type { Finding } from "../../scripts/doctor/finding";
import type { Plant } from "./doctor-plants";
import { openDoctorWard, type DoctorSetup, type DoctorWard } from "./doctor-setup";

/** For a file of tests: opens set-ups in which nothing is wrong, and closes them after each test. */
export function useDoctorSetups(): { open: () => Promise<DoctorSetup> } {
  let ward: DoctorWard;
  const opened: { close: () => Promise<void> }[] = [];
  beforeAll(async () => {
    ward = await openDoctorWard();
  });
  afterEach(async () => {
    for (const setup of opened.splice(0)) await setup.close();
  });
  afterAll(() => ward.close());
  return {
    async open() {
      const setup = await ward.open();
      opened.push(setup);
      return setup;
    },
  };
}

/** All that the doctor says of a set-up. */
export async function look({ options }: DoctorSetup): Promise<Finding[]> {
  const context = openContext(options);
  const findings = await examine(context);
  context.database?.close();
  return findings;
}

export function troublesOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level === "fault" || level === "warning");
}

/** The troubles, once they are these and no others: on a busy machine a look may find a service away that is only slow. */
export async function lookUntilFound(setup: DoctorSetup, expected: readonly string[]): Promise<Finding[]> {
  let findings: Finding[] = [];
  const lookAgain = async () => {
    findings = troublesOf(await look(setup));
    return findings.map(({ id }) => id);
  };
  await expect.poll(lookAgain).toEqual(expected);
  return findings;
}

/** A test for each: what is spoilt, exactly what is found then, and how it is spoilt. */
export function itFinds(planted: readonly (readonly [what: string, found: readonly string[], plant: Plant])[]): void {
  const { open } = useDoctorSetups();
  it.each(planted)("finds %s, and nothing else", async (_what, found, plant) => {
    const setup = await open();
    await plant(setup);
    const findings = await lookUntilFound(setup, found);
    for (const { remedy } of findings) expect(remedy).toMatch(/\S/);
  });
}
