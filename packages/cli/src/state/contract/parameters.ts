import type { Environment, Organization } from "@groundwork/configuration";
import { layerPath } from "@groundwork/configuration/names";
import {
  contractParameter,
  FIELDS,
  type ForeignField,
} from "@groundwork/constructs/layers/options";
import { accessIn } from "../../core/aws/member";
import { parametersBy, writeParameter } from "../../core/aws/parameters";
import { emulatorEndpoint } from "../../core/endpoint";
import { awsClients, type AwsClients } from "../clients";
import { FOREIGN_FIELDS, type Contract } from "./told";

/** The parameters of a network's contract, in one place of an environment. */
export class ContractParameters {
  private readonly path: string;

  /** @param ssm of that place */
  constructor(
    organization: Organization,
    environment: Environment,
    private readonly ssm: AwsClients["ssm"],
  ) {
    this.path = layerPath(organization, environment.name);
  }

  /** As whoever runs a command reaches them. */
  static of(
    organization: Organization,
    environment: Environment,
    env: NodeJS.ProcessEnv,
  ): ContractParameters {
    const endpoint = emulatorEndpoint(env);
    const { ssm } = awsClients({ ...accessIn(environment, env), endpoint });
    return new ContractParameters(organization, environment, ssm);
  }

  /** As `/acme/dev/layers/network/vpcId`. */
  nameOf(field: ForeignField): string {
    return contractParameter(this.path, "network", field);
  }

  /** What the stacks read now; a field without a parameter is left out. */
  async read(): Promise<Contract> {
    const names = FOREIGN_FIELDS.map((field) => this.nameOf(field));
    const values = await parametersBy(this.ssm, names);
    const fields = FOREIGN_FIELDS.map((field) => [field, values.get(this.nameOf(field))] as const);
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  }

  async write(field: ForeignField, value: string): Promise<void> {
    await writeParameter(this.ssm, {
      Name: this.nameOf(field),
      Type: FIELDS.network[field],
      Value: value,
      Description: DESCRIPTION,
    });
  }
}

const DESCRIPTION = "Of a network that others keep, written by groundwork contract";
