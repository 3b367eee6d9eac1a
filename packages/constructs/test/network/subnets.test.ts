import type { NetworkProps } from "../../src/network/network";
import { synthNetwork } from "./synth-network";

describe("subnets", () => {
  const blocks = (zones: string[]) =>
    Object.fromEntries(
      Object.values(synthNetwork({ zones }).resource["aws_subnet"]!).map((subnet) => [
        subnet.tags.Name,
        `${subnet.availability_zone} ${subnet.cidr_block}`,
      ]),
    );

  test("public ones take the first half of the range, private ones the second", () => {
    expect(blocks(["a", "b"])).toEqual({
      "acme-dev-public-a": 'eu-central-1a ${cidrsubnet("10.20.0.0/16", 4, 0)}',
      "acme-dev-public-b": 'eu-central-1b ${cidrsubnet("10.20.0.0/16", 4, 1)}',
      "acme-dev-private-a": 'eu-central-1a ${cidrsubnet("10.20.0.0/16", 4, 8)}',
      "acme-dev-private-b": 'eu-central-1b ${cidrsubnet("10.20.0.0/16", 4, 9)}',
    });
  });

  test("those of a zone stay when another zone is added or the list is turned round", () => {
    const two = blocks(["a", "c"]);
    expect(blocks(["c", "b", "a"])).toMatchObject(two);
  });

  test("none of them hands out public addresses by itself", () => {
    for (const subnet of Object.values(synthNetwork().resource["aws_subnet"]!)) {
      expect(subnet.map_public_ip_on_launch).toBe(false);
    }
  });
});

describe("where tasks run", () => {
  const outputs = (nat: NetworkProps["nat"]) => {
    const { publicSubnetIds, privateSubnetIds, taskSubnetIds, assignPublicIp } = synthNetwork({
      nat,
    }).output!;
    expect(publicSubnetIds.value).not.toEqual(privateSubnetIds.value);
    return { publicSubnetIds, privateSubnetIds, taskSubnetIds, assignPublicIp };
  };

  test("without NAT: in the public subnets with a public address", () => {
    const { publicSubnetIds, taskSubnetIds, assignPublicIp } = outputs("none");
    expect(taskSubnetIds.value).toEqual(publicSubnetIds.value);
    expect(assignPublicIp.value).toBe(true);
  });

  test.each(["single", "per-zone"] as const)("with NAT %s: in the private subnets", (nat) => {
    const { privateSubnetIds, taskSubnetIds, assignPublicIp } = outputs(nat);
    expect(taskSubnetIds.value).toEqual(privateSubnetIds.value);
    expect(assignPublicIp.value).toBe(false);
  });
});
