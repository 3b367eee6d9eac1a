import { Construct } from "constructs";
import { ImageRepository } from "../constructs/registry/image-repository";
import { repositoryName } from "../environments/names";
import { GroundworkStack, type GroundworkStackProps } from "./groundwork-stack";

export interface RegistryStackProps extends GroundworkStackProps {
  /** Names of the services of all environments. */
  readonly services: readonly string[];
}

/** The image repositories: one a service, shared by all environments, so that prod runs what dev ran. */
export class RegistryStack extends GroundworkStack {
  constructor(scope: Construct, props: RegistryStackProps) {
    const { organization, services } = props;
    const { accountId, region } = organization;
    super(scope, props, { owner: "registry", accountId, region });

    // A scope of their own: a service may be called "backend" or "aws".
    const repositories = new Construct(this, "repositories");
    for (const service of services) {
      new ImageRepository(repositories, service, {
        repositoryName: repositoryName(organization, service),
      });
    }
  }
}
