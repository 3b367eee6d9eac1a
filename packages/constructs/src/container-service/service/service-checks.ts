import type { Construct } from "constructs";
import { check } from "../../check";
import type { ServiceProps } from "./service-props";

/** What the parts of a service do not check themselves. */
export function checkService(scope: Construct, props: ServiceProps): void {
  const { desiredCount, http, exec, cluster } = props;
  check(
    scope,
    "desiredCount",
    desiredCount,
    Number.isInteger(desiredCount) && desiredCount >= 0,
    "0 or more",
  );
  const port = props.containers[0]?.port;
  check(
    scope,
    "http.port",
    http?.port,
    http === undefined || http.port === port,
    `${port}, the port of the first container`,
  );
  const grace = http?.healthCheckGracePeriodSeconds ?? 60;
  check(
    scope,
    "http.healthCheckGracePeriodSeconds",
    grace,
    Number.isInteger(grace) && grace >= 0 && grace <= 2_147_483_647,
    "0 to 2147483647",
  );
  check(
    scope,
    "exec",
    exec,
    !exec || cluster.execLogGroupArn !== undefined,
    "false, as the cluster is not made for it",
  );
}
