import type { ServiceProps } from "@groundwork/constructs/container-service";
import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import {
  containersOf,
  type Environment,
  type Organization,
  repositoriesOf,
  type Service,
} from "@groundwork/configuration";

/** What a service's configuration means to the construct; what other constructs know, the stack adds. */
export function serviceProps(organization: Organization, environment: Environment, index: number) {
  const service = environment.services[index]!;
  const containers = containersOf(organization, environment, service);
  return {
    // Most options of a service are the construct's own; it looks at no others.
    ...service,
    region: environment.region,
    accountId: environment.accountId,
    containers,
    ...repositoriesOf(organization, containers),
    statements: service.permissions.map(statement),
    secretsKmsKeyArn: environment.secretsKmsKeyArn,
    exec: environment.exec,
    logRetentionDays: environment.logRetentionDays,
    protectData: environment.production,
  } satisfies Omit<Partial<ServiceProps>, "http">;
}

const statement = (permission: Service["permissions"][number]): PolicyStatement => ({
  Effect: "Allow",
  Action: permission.actions,
  Resource: permission.resources,
});
