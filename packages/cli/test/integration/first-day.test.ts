import { proof, randomOf } from "@groundwork/testing/proof";
import { Clone, type FirstDay } from "../support/first-day";

const { cases, seed } = proof(1);

/** Where states may lie; the first is as shipped. */
const BACKENDS = [
  '{ type: "s3", lock: "both" }',
  '{ type: "azurerm", resourceGroupName: "rg", storageAccountName: "acme", containerName: "states" }',
  '{ type: "gcs", bucket: "acme-states" }',
  '{ type: "consul", address: "127.0.0.1:8500" }',
  '{ type: "cloud", organization: "acme" }',
  '{ type: "local" }',
];

jest.setTimeout(300_000);

/** What teams make of it: any names, regions and accounts that the options allow. */
function days(): FirstDay[] {
  const random = randomOf(seed);
  const one = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)]!;
  return Array.from({ length: cases }, (_, index) => ({
    organization: one(["acme", "tf101", "a1", "data-platform-emea"]),
    accountId: String(100000000000 + Math.floor(random() * 899999999999)),
    region: one(["eu-central-1", "us-east-1", "ap-southeast-2", "me-central-1"]),
    environment: one(["staging", "staging-2", "qa", "default"]),
    service: one(["shop", "api-v2", "frontend", "network"]),
    backend: BACKENDS[index % BACKENDS.length]!,
  }));
}

test.each(days())(
  "a clone's own tests are green after a first day of $organization in $region, states in $backend",
  async (day) => {
    const clone = await Clone.after(day);
    const { code, stderr } = await clone.test();
    expect({ code, said: code === 0 ? "" : stderr }).toEqual({ code: 0, said: "" });
    // Those of the stacks that were added are among them.
    const count = day.backend.includes("s3") ? 11 : 10;
    expect(stderr).toContain(`${count} passed, ${count} total`);
    await clone.remove();
  },
);
