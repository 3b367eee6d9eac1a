import { configuration } from "@groundwork/testing/configuration";
import { stateHome, stateLocation, stateReplica } from "../src/names";
import type { OrganizationInput } from "../src/organization-schema";

const organization = (backend: object, changes: Partial<OrganizationInput> = {}) =>
  configuration({ backend: { type: "s3", ...backend }, ...changes } as OrganizationInput)
    .organization;

const AWAY = { replicaRegion: "ap-northeast-1" };

test("without a second region states are in one place", () => {
  const here = organization({});
  expect(stateReplica(here)).toBeUndefined();
  expect(stateLocation(here)).toEqual(stateHome(here));
  expect(stateHome(here)!.copiedTo).toBeUndefined();
});

test("copies have a bucket, a table and a key of their own, by the same names", () => {
  const { bucket, lockTable, kmsAliasArn, region, copiedTo } = stateReplica(
    organization({ ...AWAY, bucket: "states", lockTable: "locks" }),
  )!;
  expect({ bucket, lockTable, kmsAliasArn, region, copiedTo }).toEqual({
    bucket: "acme-111111111111-ap-northeast-1-tfstate",
    lockTable: "locks",
    kmsAliasArn: "arn:aws:kms:ap-northeast-1:111111111111:alias/acme-terraform-state",
    region: "ap-northeast-1",
    copiedTo: "ap-northeast-2",
  });
});

test("after the failover the copies count, and home stays home", () => {
  const away = organization({ ...AWAY, failover: true });
  expect(stateLocation(away)).toEqual(stateReplica(away));
  expect(stateHome(away)).toEqual(stateHome(organization(AWAY)));
  expect(stateHome(away)!.copiedTo).toBe("ap-northeast-1");
});

test.each<[string, object, string]>([
  [
    "the region of the organization",
    { replicaRegion: "ap-northeast-2" },
    "organization.backend.replicaRegion: got ap-northeast-2, expected another region than ap-northeast-2",
  ],
  [
    "no region",
    { replicaRegion: "ap-northeast" },
    "organization.backend.replicaRegion: got ap-northeast, expected an AWS region",
  ],
  [
    "the name of the copies' bucket",
    { ...AWAY, bucket: "acme-111111111111-ap-northeast-1-tfstate" },
    "organization.backend.bucket: got acme-111111111111-ap-northeast-1-tfstate, expected another name",
  ],
  [
    "a failover to nowhere",
    { failover: true },
    "organization.backend.failover: got true, expected false without replicaRegion",
  ],
])("%s is refused", (_, backend, problem) => {
  expect(() => organization(backend)).toThrow(problem);
});
