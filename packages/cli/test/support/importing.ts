import { PutObjectCommand } from "@aws-sdk/client-s3";
import { ProjectCopy } from "@groundwork/testing/project";
import { regionClients, type RegionClients } from "../../src/adoption/clients";
import type { ImportReport } from "../../src/adoption/import/import";
import type { Emulator } from "../../src/emulator/emulator";
import {
  accessTo,
  ACCOUNT,
  AS_IN_AWS,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
} from "./emulated";
import { JsonAws } from "./json-aws";

/** Application Auto Scaling without anything: the emulator knows none. */
class Scaling extends JsonAws {
  get address(): string {
    return this.endpoint;
  }

  protected answer(action: string): object {
    return action === "DescribeScalableTargets" ? { ScalableTargets: [] } : { ScalingPolicies: [] };
  }
}

/** A copy of the project with an emulator of its own, in which there is a state bucket and nothing else. */
export class Importing {
  private constructor(
    readonly copy: ProjectCopy,
    readonly emulator: Emulator,
    private readonly scaling: Scaling,
    readonly clients: RegionClients,
  ) {}

  /** @param name of the emulator's log */
  static async create(name: string): Promise<Importing> {
    const emulator = await ownEmulator(name);
    await makeBackend(clientsOf(emulator.endpoint), LOCATION);
    const clients = await regionClients({
      region: REGION,
      env: { ...accessTo(emulator.endpoint), ...AS_IN_AWS },
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
    });
    const scaling = await new Scaling().start();
    return new Importing(await ProjectCopy.create(), emulator, scaling, clients);
  }

  /** @param endpoint of what stands before the emulator. @default its own */
  env(endpoint = this.emulator.endpoint): NodeJS.ProcessEnv {
    return {
      ...accessTo(endpoint),
      ...AS_IN_AWS,
      AWS_ENDPOINT_URL_APPLICATION_AUTO_SCALING: this.scaling.address,
    };
  }

  run(args: readonly string[], endpoint?: string) {
    return this.copy.groundwork(["import", ...args], this.env(endpoint));
  }

  /** What the command tells programs, where it ends well. */
  async report(...args: string[]): Promise<ImportReport> {
    const { code, stdout, stderr } = await this.run([...args, "--json"]);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as ImportReport;
  }

  /** Puts a state with some resources in the place of one. */
  async putState(key: string, ...resources: object[]): Promise<void> {
    const state = { version: 4, serial: 1, lineage: "l", terraform_version: "1.11.4", resources };
    const object = { Bucket: LOCATION.bucket, Key: `${key}/terraform.tfstate` };
    const { s3 } = clientsOf(this.emulator.endpoint);
    await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify(state) }));
  }

  async close(): Promise<void> {
    this.scaling.close();
    await this.emulator.stop();
    await this.copy.remove();
  }
}
