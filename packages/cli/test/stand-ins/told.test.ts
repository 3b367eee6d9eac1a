import type { Block } from "../../src/stand-ins/json";
import { standIn } from "../../src/stand-ins/stand-ins";

const inputsOf = (resource: Record<string, Record<string, Block>>) => {
  const all: any = standIn("dev-stack", { resource }).configuration.resource?.["terraform_data"];
  return (name: string): unknown => all[name].input;
};

/** Without this a split of an environment whose network has NAT finds changes in its own plan. */
test("what a layer tells those above it is there whether anything reads it or not", () => {
  const nat = { domain: "vpc" };
  const alone = inputsOf({ aws_eip: { nat } })("aws_eip__nat");
  const told = inputsOf({ aws_eip: { nat }, aws_b: { y: { text: "${aws_eip.nat.public_ip}" } } });
  expect(alone).toEqual({ domain: "vpc", public_ip: expect.stringMatching(/^10\./) });
  expect(told("aws_eip__nat")).toEqual(alone);
  expect(inputsOf({ aws_lb: { x: {} } })("aws_lb__x")).toEqual({
    arn_suffix: expect.any(String),
    dns_name: expect.any(String),
  });
});
