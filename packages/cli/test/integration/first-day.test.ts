import { proof, randomOf } from "@groundwork/testing/proof";
import { Clone, type FirstDay } from "../support/first-day";

const { cases, seed } = proof(1);

jest.setTimeout(300_000);

/** What teams make of it: any names, regions and accounts that the options allow. */
function days(): FirstDay[] {
  const random = randomOf(seed);
  const one = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)]!;
  return Array.from({ length: cases }, () => ({
    organization: one(["acme", "tf101", "a1", "data-platform-emea"]),
    accountId: String(100000000000 + Math.floor(random() * 899999999999)),
    region: one(["eu-central-1", "us-east-1", "ap-southeast-2", "me-central-1"]),
    environment: one(["staging", "staging-2", "qa", "default"]),
    service: one(["shop", "api-v2", "frontend", "network"]),
  }));
}

test.each(days())(
  "a clone's own tests are green after a first day of $organization in $region",
  async (day) => {
    const clone = await Clone.after(day);
    const { code, stderr } = await clone.test();
    expect({ code, said: code === 0 ? "" : stderr }).toEqual({ code: 0, said: "" });
    // Those of the stacks that were added are among them.
    expect(stderr).toMatch(/Tests: +11 passed, 11 total/);
    await clone.remove();
  },
);
