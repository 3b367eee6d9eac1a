import { stackProps } from "../src/stack-props";
import { configuration, environmentInput, github } from "@groundwork/testing/configuration";

const BUCKET = "acme-111111111111-ap-northeast-2-tfstate";

const input = environmentInput("dev", { region: "eu-west-1", tags: { Owner: "web", Cost: "1" } });
const { organization, environments } = configuration({}, [input]);

test("an environment has its own region, state and tags, and its tags come last", () => {
  expect(stackProps({ organization }, environments[0]!)).toMatchObject({
    stackId: "dev-stack",
    stateKey: "dev/terraform.tfstate",
    accountId: "111111111111",
    region: "eu-west-1",
    tags: {
      Organization: "acme",
      Environment: "dev",
      Owner: "web",
      ManagedBy: "groundwork",
      Cost: "1",
    },
    // Where all states lie, whatever its own region.
    backend: { type: "s3", bucket: BUCKET, region: "ap-northeast-2" },
  });
});

test("what all environments share has the region of the organization", () => {
  expect(stackProps({ organization }, "registry")).toMatchObject({
    stackId: "registry-stack",
    region: "ap-northeast-2",
    tags: { Environment: "registry", Owner: "platform" },
  });
});

test("each stack has the provider of its owner", () => {
  const pinned = configuration({ awsProviderVersion: "6.40.0" }, [
    environmentInput("dev", { awsProviderVersion: "6.66.0" }),
  ]);
  const [tried] = pinned.environments;
  expect(stackProps(pinned, tried!).awsProviderVersion).toBe("6.66.0");
  for (const owner of ["bootstrap", "registry", "delivery"] as const) {
    expect(stackProps(pinned, owner).awsProviderVersion).toBe("6.40.0");
  }
});

test("one state is written before there is a key for it", () => {
  const key = (owner: "bootstrap" | "delivery") =>
    "kmsKeyArn" in stackProps({ organization }, owner).backend;
  expect([key("bootstrap"), key("delivery")]).toEqual([false, true]);
});

test("tags of others on bucket and table are left alone, by the stack that has these", () => {
  const shared = configuration({ backend: { type: "s3", ignoreTags: ["Name"] } });
  expect(stackProps(shared, "bootstrap").ignoreTags).toEqual(["Name"]);
  expect(stackProps(shared, "registry").ignoreTags).toEqual([]);
});

test.each([
  [{ type: "local", folder: "state" } as const],
  [
    {
      type: "azurerm",
      resourceGroupName: "r",
      storageAccountName: "acme",
      containerName: "c",
    } as const,
  ],
])("another backend is named as it is: %o", (backend) => {
  const other = configuration({ backend }).organization;
  expect(stackProps({ organization: other }, "registry").backend).toEqual(backend);
});

test("workspaces of a cloud begin with the organization's name", () => {
  const cloud = configuration({ backend: { type: "cloud", organization: "acme-inc" } });
  expect(stackProps(cloud, "registry").backend).toMatchObject({ workspacePrefix: "acme" });
});

test("roles of what workflows apply are bound", () => {
  const boundaries = (delivery: object) => {
    const delivered = configuration({ delivery }, [input]);
    return (["bootstrap", "registry", "delivery", delivered.environments[0]!] as const).map(
      (owner) => stackProps(delivered, owner).roleBoundaryArn?.split("/")[1],
    );
  };
  const [registry, dev] = ["acme-boundary-registry", "acme-boundary-dev"];
  expect(boundaries({ github })).toEqual([undefined, registry, undefined, dev]);
  expect(boundaries({})).toEqual([undefined, undefined, undefined, undefined]);
});

test("each stack is told what its owner takes over, and one without anything is told nothing", () => {
  const ids = (name: string) => ({ "a/thing": name });
  const taking = configuration({ imports: { registry: ids("repository") } }, [
    environmentInput("dev", { imports: ids("vpc") }),
  ]);
  const [dev] = taking.environments;
  expect(stackProps(taking, dev!).imports).toEqual({ ids: ids("vpc"), stackIds: ["dev-stack"] });
  expect(stackProps(taking, "registry").imports).toEqual({
    ids: ids("repository"),
    stackIds: ["registry-stack"],
  });
  for (const owner of ["bootstrap", "delivery"] as const) {
    expect(stackProps(taking, owner).imports).toBeUndefined();
  }
});
