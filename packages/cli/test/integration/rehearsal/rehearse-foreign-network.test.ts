import { commitAll } from "../../support/committed";
import { LAPTOP } from "../../support/rehearsals";
import { ProjectCopy } from "@groundwork/testing/project";
import { smallestEnvironments } from "../../support/small-environments";

jest.setTimeout(240_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
  await copy.write(
    "environments/dev.ts",
    `import type { ForeignNetworkEnvironment } from "@groundwork/configuration";
export const dev: ForeignNetworkEnvironment = {
  name: "dev",
  production: false,
  layers: [
    { network: { key: "Dev/vpc.tfstate", vpcId: "output.vpc_id", privateSubnetIds: "aws_subnet.private", publicSubnetIds: "aws_subnet.public" } },
    "cluster",
    "services",
  ],
  services: [{ name: "web", http: {} }],
};
`,
  );
  await commitAll(copy, "begin");
});
afterAll(() => copy?.remove());

test("nobody's state has to be there: a network takes its place, and its layers are delivered on it", async () => {
  const ended = await copy.groundwork(["rehearse", "dev-stack", "--delivery"], LAPTOP);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const steps = ended.stdout.split("\n").map((line) => line.replace(/^\W+/, ""));
  expect(steps).toContain("Make networks in the place of those of others");
  const delivered = steps.filter((line) => /^\d{2}:\d{2}:\d{2} +dev +applied /.test(line));
  expect(delivered.map((line) => /(dev[a-z-]*-stack)-2/.exec(line)?.[1])).toEqual([
    "dev-cluster-stack",
    "dev-stack",
  ]);
  expect(steps.filter((line) => /planned again .*nothing to change/.test(line))).toHaveLength(2);
});
