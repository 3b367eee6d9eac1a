import { foundBy } from "../../src/stand-ins/parameters";
import { standIn } from "../../src/stand-ins/stand-ins";

const VPC_ID = "/acme/dev/layers/network/vpcId";
const data = { aws_ssm_parameter: { vpc: { name: VPC_ID } } };
const resource = { aws_x: { y: { vpc_id: "${data.aws_ssm_parameter.vpc.insecure_value}" } } };
const standIns = (parameters?: Map<string, string>): any =>
  standIn("dev-stack", { data, resource }, parameters).configuration.resource?.["terraform_data"];

test("what is known of a parameter is what its reader gets", () => {
  const made = standIns(new Map([[VPC_ID, "vpc-1"]]));
  expect(made["data__aws_ssm_parameter__vpc"].input).toEqual({
    name: VPC_ID,
    value: "vpc-1",
    insecure_value: "vpc-1",
  });
  expect(made["aws_x__y"].input.vpc_id).toBe(
    "${terraform_data.data__aws_ssm_parameter__vpc.input.insecure_value}",
  );
});

test("what is not known is made up", () => {
  const { input } = standIns()["data__aws_ssm_parameter__vpc"];
  expect(input).toMatchObject({ name: VPC_ID, insecure_value: expect.any(String) });
});

test("a parameter that a stack writes has what the stack says", () => {
  const known = new Map([[VPC_ID, "vpc-1"]]);
  expect(foundBy("aws_ssm_parameter.vpc", { name: VPC_ID }, known)).toEqual({});
});
