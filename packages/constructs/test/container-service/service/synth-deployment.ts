import type {
  DeploymentStrategy,
  EcsDeployment,
} from "../../../src/container-service/service/deployment";
import { fromTerraform, synthService, type Overrides } from "./synth-service";

export type Options = Partial<Pick<EcsDeployment, "hooks" | "timeoutMinutes">>;

/** A service that ECS deploys by a strategy. */
export const synthDeployment = (
  strategy: DeploymentStrategy,
  options: Options = {},
  overrides: Overrides = {},
) => synthService({ deployment: { ...strategy, ...fromTerraform, ...options }, ...overrides });
