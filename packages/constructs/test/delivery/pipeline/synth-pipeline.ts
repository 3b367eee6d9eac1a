import {
  DeliveryPipeline,
  type DeliveryPipelineProps,
} from "../../../src/delivery/pipeline/delivery-pipeline";
import { synthConstruct, type TerraformJson } from "@groundwork/testing/synth";

const topic = (name: string) => `arn:aws:sns:eu-central-1:111111111111:acme-${name}-delivery`;

export const pipelineProps: DeliveryPipelineProps = {
  name: "acme-delivery",
  accountId: "111111111111",
  region: "eu-central-1",
  artifactBucket: "acme-pipeline",
  kmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/delivery",
  connectionArn:
    "arn:aws:codeconnections:eu-central-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
  repository: "acme/infra",
  branch: "main",
  topicKmsKeyArn: "arn:aws:kms:eu-central-1:111111111111:key/topics",
  approvalTimeoutMinutes: 4320,
  nodeVersion: "24",
  logRetentionDays: 30,
  environments: [
    {
      name: "dev",
      approval: false,
      topicArn: topic("dev"),
      plan: {
        policyArns: { read: "arn:aws:iam::111111111111:policy/read" },
        statements: [
          {
            Sid: "ReadState",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::x/dev/*",
          },
        ],
      },
      apply: { permissionsBoundaryArn: "arn:aws:iam::111111111111:policy/boundary-dev" },
    },
    {
      name: "prod",
      approval: true,
      topicArn: topic("prod"),
      plan: {},
      apply: {
        policyArns: { network: "arn:aws:iam::111111111111:policy/network" },
        permissionsBoundaryArn: "arn:aws:iam::111111111111:policy/boundary-prod",
        statements: [
          { Sid: "Write", Effect: "Allow", Action: "ecs:UpdateService", Resource: "arn:aws:ecs:x" },
        ],
      },
    },
  ],
};

export const synthPipeline = (overrides: Partial<DeliveryPipelineProps> = {}): TerraformJson =>
  synthConstruct(
    (scope) => new DeliveryPipeline(scope, "pipeline", { ...pipelineProps, ...overrides }),
  );

/** The one resource of a type whose argument has a value. */
export function named(json: TerraformJson, type: string, name: string): any {
  const found = Object.values(json.resource[type] ?? {}).filter((one: any) => one.name === name);
  if (found.length !== 1) throw new Error(`expected one ${type} ${name}, got ${found.length}`);
  return found[0];
}
