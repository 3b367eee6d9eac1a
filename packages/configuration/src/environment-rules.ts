import { agentFault, instanceOptions } from "@groundwork/constructs/container-service/options";
import { listOf, type Draft } from "@groundwork/constructs/option-rules";
import { namesOf, onInstances } from "./on-instances";
import { twice } from "./priorities";

// What the rules over several options look at; see service-options.ts.
type Strategy = { capacityProvider: string }[];
type Listed = Draft<{
  name: string;
  http: { priority: number; hosts: string[] };
  cpuArchitecture: string;
  capacityProviderStrategy: Strategy;
  deployment: { strategy: string; waitMinutes: number; hooks: object };
  readonlyRootFilesystem: boolean;
  sidecars: { name: string; readonlyRootFilesystem: boolean }[];
}>;
type Unchecked = Draft<{
  region: string;
  exec: boolean;
  loadBalancer: {
    domain: { hostedZone: string };
    certificateArn: string;
    testListener: object;
  };
  capacityProviderStrategy: Strategy;
  instances: { cpuArchitecture: string };
}> & { readonly services?: readonly Listed[] };

export function namesEachServiceOnce({ services }: Unchecked): string | undefined {
  const name = twice(listOf(services).map((service) => service?.name));
  return name === undefined
    ? undefined
    : `every service to have a name of its own, and ${name} is there twice`;
}

/** Services on EC2 need instances, of the processor that their images are built for. */
export function fitsInstances(environment: Unchecked): string | undefined {
  const services = onInstances(environment);
  if (services.length === 0) return undefined;
  if (!environment.instances) return `instances for ${namesOf(services)}, on EC2`;
  const processor = environment.instances.cpuArchitecture;
  if (!instanceOptions.shape.cpuArchitecture.safeParse(processor).success) return undefined;
  const others = services.filter((service) => service.cpuArchitecture !== processor);
  return others.length > 0
    ? `instances of the processor that ${namesOf(others)} is built for, or its cpuArchitecture ${processor}`
    : undefined;
}

export function letsItsAgentWrite({ exec, services }: Unchecked): string | undefined {
  const containers = listOf(services).flatMap((one) => [one, ...listOf(one?.sidecars)]);
  return agentFault(exec, containers);
}

/** A listener takes certificates of its own region only. */
export function liesInRegion({ region, loadBalancer }: Unchecked): string | undefined {
  const arn = loadBalancer?.certificateArn;
  // Which region that is remains open until the organization's is right.
  return arn === undefined || region === undefined || String(arn).split(":")[3] === region
    ? undefined
    : `a certificate in ${region}, the environment's region`;
}
