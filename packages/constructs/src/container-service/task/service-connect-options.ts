import { z } from "zod";
import { count, options } from "../../option-rules";

/** How other services of the environment reach a service (ECS developer guide, "Service Connect"). */
export const serviceConnectOptions = options({
  /** Port on which the container listens for them. @default the port of `http` */
  port: count(1, 65535).optional(),

  /**
   * What they speak to it. Of all but `tcp` Service Connect counts requests and errors, and tries
   * another task when one fails.
   * @default "http"
   */
  appProtocol: z.enum(["http", "http2", "grpc", "tcp"]).default("http"),
});

export type ServiceConnectOptions = z.output<typeof serviceConnectOptions>;

/** Where a service is reached by others of its environment: by its name, at this port. */
export interface Endpoint {
  /** 1 to 65535. */
  readonly port: number;
  readonly appProtocol: ServiceConnectOptions["appProtocol"];
}
