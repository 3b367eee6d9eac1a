export { clusterOptions, instanceOptions } from "./cluster/cluster-options";
export { triesNewTasks } from "./code-deploy/code-deploy-options";
export { isCertifiable, isWithin, withoutWildcard } from "./load-balancer/host-name";
export { httpOptions, ONLY_PRIORITY } from "./load-balancer/http-options";
export { execLogGroup, serviceLogGroup, STREAM_PREFIX } from "./log-names";
export { LOAD_TEST_TASK, loadTestTaskOptions } from "./load-test/load-test-task-options";
export { loadBalancerOptions, type RecordRouting } from "./load-balancer/load-balancer-options";
export { alarmOptions } from "./service/alarm-options";
export { DEFAULT_TIMEOUT_MINUTES, type ServiceTaskOptions } from "./tasks/service-task-options";
export { taskGroup, taskOverrides } from "./tasks/task-overrides";
export {
  runsOnlyTheStep,
  STEP,
  STEP_INPUT,
  STEP_PACKAGES,
  STEP_REHEARSED,
  STEP_ROLLED_BACK,
  stepCommand,
  type StepInput,
} from "./tasks/task-step";
export { QUEUE_ACTIONS, queueName } from "./queue/queue-options";
export type { Endpoint } from "./task/service-connect-options";
export {
  commonLoadTestOptions,
  testedPaths,
  type LoadTestOptions,
} from "./service/load-test-options";
export { NO_HOOKS } from "./service/no-hooks";
export { serviceOptions, type ServiceOptions } from "./service/service-options";
export type { ContainerProps } from "./task/container-definition";
export type { ContainerOptions } from "./task/container-options";
export { agentFault } from "./task/containers-together";
export { CPU_UNITS, memorySizes } from "./task/fargate";
export { placeholder } from "./task/placeholder";
export { commonTaskOptions } from "./task/task-options";
