import { spawn, type ChildProcess } from "node:child_process";
import { FakeEcs } from "../operate/fake-ecs";

/** ECS and its logs, with tasks that are processes of this machine. */
export class TaskRunner extends FakeEcs {
  /** Why a task never starts. @default it does */
  neverStarts: string | undefined;
  /** Whether its image takes for ever. */
  isPending = false;
  /** Runs in its place. @default what it was told */
  program: string | undefined;
  /** Looks at the log until its lines are there. */
  lateLines = 0;
  /** What is done to its lines on their way to the log. */
  onTheWay: (line: string) => string = (line) => line;
  readonly ids: string[] = [];

  private readonly tokens = new Map<string, string>();
  private child: ChildProcess | undefined;
  private exitCode: number | undefined;
  private stopped: string | undefined;
  private startedAt: number | undefined;
  private printed = "";

  constructor() {
    super();
    Object.assign(this.answers, {
      RunTask: (input: any) => this.run(input),
      DescribeTasks: () => ({ tasks: [this.task()] }),
      StopTask: ({ reason }: any) => {
        this.stopped = reason;
        this.child?.kill("SIGTERM");
        return { task: this.task() };
      },
      GetLogEvents: ({ nextToken = "0" }: any) => {
        const events = this.events();
        return { events: events.slice(Number(nextToken)), nextForwardToken: String(events.length) };
      },
    });
  }

  /** As a container that is out of memory. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && !this.child.signalCode;
  }

  override get env(): NodeJS.ProcessEnv {
    const { AWS_ENDPOINT_URL_ECS: url } = super.env;
    return { ...super.env, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url };
  }

  override close(): void {
    this.kill();
    super.close();
  }

  private run({ clientToken, overrides }: any): object {
    // As ECS does, which starts nothing twice for a token.
    const known = this.tokens.get(clientToken);
    if (known === undefined) {
      const id = `t${this.ids.length + 1}`;
      this.tokens.set(clientToken, id);
      this.ids.push(id);
      const [{ command, environment }] = overrides.containerOverrides;
      if (this.neverStarts === undefined && !this.isPending) this.begin(command, environment);
    }
    return { tasks: [{ taskArn: `arn:aws:ecs:x:1:task/acme/${this.tokens.get(clientToken)}` }] };
  }

  private begin([, ...words]: string[], environment: { name: string; value: string }[]): void {
    const env = Object.fromEntries(environment.map(({ name, value }) => [name, value]));
    const args = this.program === undefined ? words : ["-e", this.program];
    this.startedAt = Date.now() / 1000;
    this.child = spawn(process.execPath, args, { env });
    this.child.stdout!.on("data", (chunk) => (this.printed += String(chunk)));
    this.child.stderr!.on("data", (chunk) => (this.printed += String(chunk)));
    this.child.once("close", (code, signal) => (this.exitCode = signal ? 137 : (code ?? 1)));
  }

  private task(): object {
    const taskArn = `arn:aws:ecs:x:1:task/acme/${this.ids.at(-1)}`;
    if (this.neverStarts !== undefined) {
      return {
        taskArn,
        lastStatus: "STOPPED",
        stopCode: "TaskFailedToStart",
        stoppedReason: this.neverStarts,
      };
    }
    if (this.isPending) return { taskArn, lastStatus: this.stopped ? "STOPPED" : "PENDING" };
    const hasEnded = this.exitCode !== undefined;
    return {
      taskArn,
      startedAt: this.startedAt,
      lastStatus: hasEnded ? "STOPPED" : "RUNNING",
      stoppedReason: hasEnded ? (this.stopped ?? "Essential container in task exited") : undefined,
      containers: [{ name: "load-test", exitCode: this.exitCode }],
    };
  }

  private events(): object[] {
    if (this.lateLines > 0) {
      this.lateLines -= 1;
      return [];
    }
    return this.printed
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => ({
        timestamp: Date.now(),
        message: this.onTheWay(line),
      }));
  }
}
