import { pipelineProps, synthPipeline } from "./synth-pipeline";

const [dev, prod] = pipelineProps.environments;
const json = synthPipeline({
  environments: [{ ...prod!, name: "registry", holdsImages: true }, dev!, prod!],
  image: { services: { web: "services/web" } },
  images: [
    {
      service: "web",
      folder: "services/web",
      repository: "111111111111.dkr.ecr.eu-central-1.amazonaws.com/acme/web",
      repositoryArn: "arn:aws:ecr:eu-central-1:111111111111:repository/acme/web",
      architecture: "X86_64",
    },
  ],
  proposal: {
    statements: [
      { Sid: "Tell", Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:::topic" },
    ],
  },
});

test("what the shell expands is no reference of Terraform's", () => {
  const texts = Object.values(json.resource["aws_codebuild_project"]!).map(
    ({ source }) => source.buildspec as string,
  );
  const shell = texts.join("\n").match(/\$\$\{[A-Za-z_]+[^}]*\}/g) ?? [];
  expect(shell.length).toBeGreaterThan(3);
  const references = texts.flatMap((text) => text.match(/(?<!\$)\$\{[^}]*\}/g) ?? []);
  expect(references.filter((one) => !/^\$\{aws_\w+\./.test(one))).toEqual([]);
});
