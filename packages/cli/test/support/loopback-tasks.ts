import { JsonAws } from "./json-aws";

/** How a task of this server lives: what it is at each look, and how it ends. */
export interface Life {
  /** Looks until it has stopped; in between it is PENDING, then RUNNING. @default 1 */
  readonly looks?: number;
  /** @default 0 */
  readonly exitCode?: number | undefined;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** What it prints. @default nothing */
  readonly lines?: readonly string[];
  /** Never gets further than PENDING. */
  readonly stuck?: boolean;
}

interface FakeTask {
  readonly taskArn: string;
  readonly token: string;
  readonly startedBy: string;
  readonly input: any;
  readonly life: Life;
  looks: number;
  stopReason?: string;
}

const ARN = "arn:aws:ecs:ap-northeast-2:111111111111:task/acme-dev";

/** As much of ECS and CloudWatch Logs as tasks take, each in its own protocol. No emulator runs tasks. */
export class LoopbackTasks extends JsonAws {
  readonly tasks: FakeTask[] = [];
  readonly streams = new Map<string, { creationTime: number; messages: string[] }>();
  /** Name of the service, and of its own container. */
  container = "web";
  /** How the next tasks live, one after the other, and all behind the last like that. */
  lives: Life[] = [{}];
  /** Actions whose next answer is lost, after the work was done. */
  readonly lost: string[] = [];
  /** Answers in place of those that the server has. */
  readonly answers: Record<string, (input: any) => object | undefined> = {};

  get env(): NodeJS.ProcessEnv {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "ap-northeast-2",
    };
  }

  /** ECS forgets what has stopped. */
  forget(): void {
    this.tasks.length = 0;
  }

  protected override answer(action: string, input: any): object | string | undefined {
    const known = (this as unknown as Record<string, ((input: any) => object) | undefined>)[action];
    const answer =
      this.answers[action]?.(input) ?? known?.call(this, input) ?? "NobodyHasSaidWhatThisAnswers";
    const lost = this.lost.indexOf(action);
    if (lost < 0) return answer;
    this.lost.splice(lost, 1);
    return undefined;
  }

  protected RunTask(input: any): object {
    const same = this.tasks.find(({ token }) => token === input.clientToken);
    const life = this.lives.length > 1 ? this.lives.shift()! : this.lives[0]!;
    const task = same ?? this.add({ input, life, looks: 0 });
    return { tasks: [this.shown(task)], failures: [] };
  }

  private add(task: Pick<FakeTask, "input" | "life" | "looks">): FakeTask {
    const { clientToken: token, startedBy } = task.input;
    const made = {
      ...task,
      taskArn: `${ARN}/${`${this.tasks.length + 1}`.repeat(8)}`,
      token,
      startedBy,
    };
    this.tasks.push(made);
    return made;
  }

  protected ListTasks({ startedBy, desiredStatus = "RUNNING" }: any): object {
    const found = this.tasks.filter(
      (one) =>
        (startedBy === undefined || one.startedBy === startedBy) &&
        (desiredStatus === "STOPPED") === this.isStopped(one),
    );
    return { taskArns: found.map(({ taskArn }) => taskArn) };
  }

  protected DescribeTasks({ tasks }: any): object {
    const found = this.tasks.filter(({ taskArn }) => tasks.includes(taskArn));
    for (const one of found) one.looks++;
    for (const one of found) this.print(one);
    return { tasks: found.map((one) => this.shown(one)), failures: [] };
  }

  protected StopTask({ task, reason }: any): object {
    this.tasks.find(({ taskArn }) => taskArn === task)!.stopReason = reason;
    return {};
  }

  protected CreateLogStream({ logStreamName }: any): object {
    if (this.streams.has(logStreamName)) return { __type: "ResourceAlreadyExistsException" };
    this.streams.set(logStreamName, { creationTime: Date.now(), messages: [] });
    return {};
  }

  protected DescribeLogStreams({ logStreamNamePrefix }: any): object {
    const found = [...this.streams].filter(([name]) => name.startsWith(logStreamNamePrefix));
    return {
      logStreams: found.map(([logStreamName, { creationTime }]) => ({
        logStreamName,
        creationTime,
      })),
    };
  }

  protected PutLogEvents({ logStreamName, logEvents }: any): object {
    this.streams.get(logStreamName)!.messages.push(...logEvents.map((one: any) => one.message));
    return {};
  }

  protected GetLogEvents({ logStreamName, nextToken }: any): object {
    const stream = this.streams.get(logStreamName);
    if (stream === undefined) return { __type: "ResourceNotFoundException" };
    const messages = stream.messages.slice(Number(nextToken ?? 0));
    return {
      events: messages.map((message) => ({ message, timestamp: Date.now() })),
      nextForwardToken: String(stream.messages.length),
    };
  }

  private isStopped({ life, looks, stopReason }: FakeTask): boolean {
    return stopReason !== undefined || (!life.stuck && looks >= (life.looks ?? 1));
  }

  private print(task: FakeTask): void {
    const { lines = [], stopCode } = task.life;
    if (stopCode === "TaskFailedToStart" || !this.isStopped(task)) return;
    const name = `ecs/${this.container}/${task.taskArn.replace(/^.*\//, "")}`;
    if (!this.streams.has(name)) {
      this.streams.set(name, { creationTime: Date.now(), messages: [...lines] });
    }
  }

  private shown(task: FakeTask): object {
    const { taskArn, startedBy, life, stopReason } = task;
    const { stopCode = "EssentialContainerExited", stoppedReason = "Essential container exited" } =
      life;
    const exitCode = "exitCode" in life ? life.exitCode : 0;
    const common = { taskArn, startedBy, createdAt: Date.now() / 1000 };
    if (!this.isStopped(task)) {
      const lastStatus = life.stuck || task.looks === 0 ? "PENDING" : "RUNNING";
      return { ...common, lastStatus, containers: [{ name: this.container, lastStatus }] };
    }
    return {
      ...common,
      lastStatus: "STOPPED",
      stopCode: stopReason === undefined ? stopCode : "UserInitiated",
      stoppedReason: stopReason ?? stoppedReason,
      containers: [
        { name: "proxy", exitCode: 143 },
        { name: this.container, ...(exitCode !== undefined && !life.stuck && { exitCode }) },
      ],
    };
  }
}
