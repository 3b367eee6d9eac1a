import { synthService, type Overrides } from "./synth-service";

export type Deployment = NonNullable<Overrides["deployment"]>;

/** A service that ECS deploys by a strategy. */
export const synthDeployment = (deployment: Deployment, overrides: Overrides = {}) =>
  synthService({ deployment, ...overrides });
