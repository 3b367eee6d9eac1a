import { z } from "zod";
import { cron, timeZone } from "../clock-options";
import { command } from "../task/container-options";
import { CPU_UNITS, memorySizes } from "../task/fargate";
import { fitsFargate, fitsTheTask, type Accompanied } from "../service/service-rules";
import { count, listOf, name, oneOf, options, rule, type Draft } from "../../option-rules";
import { shown } from "../../shown";

const schedule = options({
  /** Minute, hour, day of month, month, day of week and year, as `0 3 * * ? *`. One of the two days is a `?`. */
  cron,

  /** IANA time zone of the hours, such as Asia/Seoul. @default "Etc/UTC" */
  timeZone: timeZone.default("Etc/UTC"),
});

/** Minutes that a task has where nothing is said of it. */
export const DEFAULT_TIMEOUT_MINUTES = 30;

/** What runs beside the tasks of a service: its image and roles, with another command, until it ends. */
export const serviceTaskOptions = options({
  /** Names the task within the service, as in `groundwork run prod web migrate`. */
  name: name(20),

  /** What runs in the service's own container in place of its command, one word an entry. */
  command,

  /**
   * When it runs. `"before-deployment"`: when a new task definition is there and before the service
   * gets it; where it fails, so does the apply, and the old version stays. `"by-hand"`: when somebody
   * says `groundwork run`. A `cron`: by the clock, about once; EventBridge Scheduler may start a task
   * twice, and the next one while the last still runs.
   */
  run: z.union([z.enum(["before-deployment", "by-hand"]), schedule], {
    error: '"before-deployment", "by-hand", or { cron: "0 3 * * ? *", timeZone: "Asia/Seoul" }',
  }),

  /** CPU units of the task; 1024 make one vCPU. @default the service's */
  cpuUnits: oneOf(CPU_UNITS).optional(),

  /** Memory of the task in MiB, by `cpuUnits`. @default the service's, or the least for `cpuUnits` of its own */
  memoryMiB: z.number("a number of MiB").optional(),

  /** Minutes after which it is stopped and has failed; 1 to 1440. Not of a schedule, which starts a task and looks no further. @default 30 */
  timeoutMinutes: count(1, 1440).optional(),

  /** Times that it is started again after it failed; 0 to 5. Not of a schedule. @default 0 */
  retries: count(0, 5).optional(),

  /** Whether in production another person than who asks for a run by hand has to start it. @default false */
  fourEyes: z.boolean("true or false").default(false),
})
  .refine(...rule(["timeoutMinutes"], isWaitedFor("timeoutMinutes")))
  .refine(...rule(["retries"], isWaitedFor("retries")))
  .refine(...rule(["fourEyes"], hasAsker));

export type ServiceTaskOptions = z.output<typeof serviceTaskOptions>;

type Drafted = Draft<{ run: unknown; timeoutMinutes: number; retries: number; fourEyes: boolean }>;

function isWaitedFor(option: "timeoutMinutes" | "retries") {
  return (task: Drafted): string | undefined =>
    typeof task.run === "object" && task[option] !== undefined
      ? "none on a schedule: EventBridge Scheduler starts a task and looks no further"
      : undefined;
}

function hasAsker({ run, fourEyes }: Drafted): string | undefined {
  return fourEyes === true && run !== "by-hand"
    ? 'false, as nobody asks for a task that is not run "by-hand"'
    : undefined;
}

type Listed = Draft<{ name: string; cpuUnits: number; memoryMiB: number; run: unknown }>;
type WithTasks = Accompanied &
  Draft<{ image: { tag: string; digest: string }; deployment: { deployedBy: string } }> & {
    readonly tasks?: readonly Listed[];
  };

export function namesEachTaskOnce({ tasks }: WithTasks): string | undefined {
  const names = listOf(tasks).map((task) => task?.name);
  const twice = names.find((one, index) => typeof one === "string" && names.indexOf(one) < index);
  return twice === undefined
    ? undefined
    : `every task to have a name of its own, and ${shown(twice)} is there twice`;
}

/** A tag may be another image by the time that the service's own tasks start. */
export function runsWhatIsDeployed({ tasks, image, deployment }: WithTasks): string | undefined {
  const before = listOf(tasks).find((task) => task?.run === "before-deployment");
  if (before === undefined) return undefined;
  if (deployment?.deployedBy === "ci") {
    return `another run than "before-deployment" of ${shown(before.name)}: with deployedBy "ci" no apply deploys the service`;
  }
  // What is no image at all is told by itself.
  return image?.tag !== undefined && image.digest === undefined
    ? `an image.digest beside the tag, so that ${shown(before.name)} runs the very image that is deployed`
    : undefined;
}

/** A task of a size of its own has room for the sidecars, too, and is one that Fargate offers. */
export function hasRoomForTasks(service: WithTasks): string | undefined {
  for (const task of listOf(service.tasks)) {
    const sized = { ...service, ...sizeOf(task ?? {}, service) };
    const fault = fitsFargate(sized) ?? fitsTheTask(sized);
    if (fault !== undefined) return `of ${shown(task?.name)} ${fault}`;
  }
  return undefined;
}

/** The size of a task: its own, or that of its service. */
export function sizeOf(
  task: Draft<{ cpuUnits: number; memoryMiB: number }>,
  service: { readonly cpuUnits: number; readonly memoryMiB?: number | undefined },
): { cpuUnits: number; memoryMiB?: number | undefined } {
  const { cpuUnits = service.cpuUnits } = task;
  const least = task.cpuUnits === undefined ? service.memoryMiB : memorySizes(cpuUnits)[0];
  return { cpuUnits, memoryMiB: task.memoryMiB ?? least };
}
