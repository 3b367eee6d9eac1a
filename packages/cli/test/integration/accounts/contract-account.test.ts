import { GetParametersByPathCommand } from "@aws-sdk/client-ssm";
import { writeState } from "../../../src/state/state-object";
import {
  ACCOUNT,
  AS_IN_AWS,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
} from "../../support/emulated";
import { asAccount, copyOfTwoAccounts, OF_DEV } from "../../support/enrolled";

jest.setTimeout(120_000);

const KEY = "Dev/terraform/vpc/terraform.tfstate";

const STATE = {
  version: 4,
  serial: 3,
  lineage: "l",
  outputs: {
    vpc_id: { value: "vpc-0a1b2c3d" },
    subnets: { value: ["subnet-0a1b2c3d", "subnet-1a1b2c3d"] },
  },
};

test("an environment with an account of its own has its parameters there; the state is read from here", async () => {
  const [copy, emulator] = await Promise.all([
    copyOfTwoAccounts(),
    ownEmulator("contract-account"),
  ]);
  try {
    await copy.write(
      "environments/dev.ts",
      `import type { ForeignNetworkEnvironment } from "@groundwork/configuration";
export const dev: ForeignNetworkEnvironment = {
  name: "dev",
  accountId: "${OF_DEV}",
  production: false,
  layers: [{ network: { key: "${KEY}", vpcId: "output.vpc_id", publicSubnetIds: "output.subnets" } }, "one"],
};
`,
    );
    await copy.build();
    const home = clientsOf(emulator.endpoint);
    await makeBackend(home, LOCATION);
    await writeState(home, { ...LOCATION, kmsAliasArn: "" }, KEY, JSON.stringify(STATE));
    const ended = await copy.groundwork(["contract", "dev", "--yes"], {
      ...asAccount(copy, emulator.endpoint, ACCOUNT),
      ...AS_IN_AWS,
    });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining(`of ${OF_DEV}:`) });
    const written = async (account: string) => {
      const { ssm } = clientsOf(emulator.endpoint, account);
      const Path = "/groundwork/dev/layers/network";
      const { Parameters } = await ssm.send(new GetParametersByPathCommand({ Path }));
      return Parameters!.map(({ Value }) => Value).toSorted();
    };
    expect(await written(OF_DEV)).toEqual(["subnet-0a1b2c3d,subnet-1a1b2c3d", "vpc-0a1b2c3d"]);
    expect(await written(ACCOUNT)).toEqual([]);
  } finally {
    await Promise.all([copy.remove(), emulator.stop()]);
  }
});
