import { everything, everythingInRegistry } from "@groundwork/testing/everything";
import { ProjectCopy } from "@groundwork/testing/project";

jest.setTimeout(120_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await ProjectCopy.create();
  const module = (name: string, type: string, file: string, value: unknown) =>
    `import type { ${type} } from "./${file}";\nexport const ${name}: ${type} = ${JSON.stringify(value)};\n`;
  await copy.write(
    "environments/prod.ts",
    module("prod", "EnvironmentInput", "environment", everything("prod")),
  );
  await copy.edit(
    "environments/organization.ts",
    'owner: "platform-team",',
    `owner: "platform-team",\n  registry: ${JSON.stringify(everythingInRegistry)},`,
  );
  await copy.build();
});
afterAll(() => copy.remove());

test("an environment and a registry with every option in use apply, and a second plan is empty", async () => {
  const { code, stdout, stderr } = await copy.groundwork([
    "rehearse",
    "registry-stack",
    "prod-stack",
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toMatch(/prod-stack +\d{3} +prod\/terraform\.tfstate/);
});
