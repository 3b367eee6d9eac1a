import { ProjectCopy } from "@groundwork/testing/project";

jest.setTimeout(120_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await ProjectCopy.create();
  const delivery = {
    github: { repository: "acme/shop", repositoryId: "42", approverIds: ["7"] },
    pipeline: {
      repository: "acme/shop",
      connectionArn:
        "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
    },
    appliers: ["arn:aws:iam::111111111111:role/Deploy"],
  };
  await copy.edit(
    "environments/organization.ts",
    'owner: "platform-team",',
    `owner: "platform-team",\n  delivery: ${JSON.stringify(delivery)},`,
  );
  await copy.edit(
    "environments/dev.ts",
    "production: false,",
    'production: false,\n  delivery: { emails: ["dev@example.com"], slack: { workspaceId: "T1", channelId: "C1" } },',
  );
  await copy.build();
});
afterAll(() => copy.remove());

test("with every option in use delivery applies, roles elsewhere are bound, and a second plan is empty", async () => {
  const { code, stdout, stderr } = await copy.groundwork([
    "rehearse",
    "delivery-stack",
    "dev-stack",
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toMatch(/delivery-stack +1\d{2} +delivery\/terraform\.tfstate/);
  expect(stdout).toMatch(/dev-stack +\d+ +dev\/terraform\.tfstate/);
});
