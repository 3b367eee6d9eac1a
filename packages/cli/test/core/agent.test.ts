import { readFileSync } from "node:fs";
import path from "node:path";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { checkoutRoot } from "@groundwork/testing/project";
import { expectPerson, expectPersonInProduction } from "../../src/core/agent";
import { AGENT_VARIABLES, agentAtWork } from "../../src/core/known-agents";

let backend: Parameters<typeof configuration>[0] = {};
jest.mock("../../src/core/configured", () => ({
  loadConfiguration: () =>
    configuration(backend, [
      environmentInput("dev", { production: false }),
      environmentInput("prod"),
    ]),
}));
beforeEach(() => {
  backend = {};
});

const HERE = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };

/** What the guard says, and the exit code. */
function refusal(guard: () => void): { message: string; exitCode: number } | undefined {
  try {
    guard();
    return undefined;
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    return { message, exitCode };
  }
}

describe("an agent is known by what it sets", () => {
  test.each(AGENT_VARIABLES.filter((name) => name !== "AWS_EXECUTION_ENV"))("%s", (variable) => {
    for (const value of ["1", "true", "seatbelt"]) {
      const env: NodeJS.ProcessEnv = { PATH: "/bin", [variable]: value };
      expect(agentAtWork(env)).toMatchObject({ variable, name: expect.stringMatching(/\w/) });
    }
    for (const value of [undefined, "", " ", "0", "false", "no", "OFF"]) {
      expect(agentAtWork({ [variable]: value })).toBeUndefined();
    }
  });

  test.each([
    [{ CLAUDECODE: "1", AI_AGENT: "claude-code_2-1-121_agent" }, "Claude Code"],
    [{ AI_AGENT: "github_copilot_vscode_agent" }, "github_copilot_vscode_agent"],
    [{ AGENT: "amp" }, "amp"],
    [{ AGENT: "1" }, "a coding agent"],
    [{ AWS_EXECUTION_ENV: "AmazonQ-For-CLI Version/1.13.1" }, "Amazon Q"],
    [{ AWS_EXECUTION_ENV: "KIRO" }, "Kiro"],
  ])("%j is %s", (env, name) => {
    expect(agentAtWork(env)?.name).toBe(name);
  });

  // A person types in such an editor or shell too, and has settings of agents in their profile.
  test.each([
    "CURSOR_TRACE_ID",
    "REPL_ID",
    "TERM_PROGRAM",
    "CODEX_HOME",
    "CLINE_API_KEY",
    "CLAUDE_CONFIG_DIR",
    "GEMINI_API_KEY",
    "AGENT_NAME",
    "SSH_AGENT_PID",
  ])("not by %s", (variable) => {
    expect(agentAtWork({ [variable]: "vscode" })).toBeUndefined();
  });

  test.each(["CloudShell", "AWS_ECS_FARGATE", "AWS_Lambda_nodejs22.x"])(
    "nor by where AWS runs it: %s",
    (value) => {
      expect(agentAtWork({ AWS_EXECUTION_ENV: value })).toBeUndefined();
    },
  );
});

describe("what a person has to decide", () => {
  const approve = (env: NodeJS.ProcessEnv, standIns?: boolean) =>
    refusal(() => expectPerson("approve", "approve ID", { env, standIns }));

  test("an agent is refused, with what to tell a person: 6", () => {
    expect(approve({ CLAUDECODE: "1" })).toEqual({
      exitCode: 6,
      message:
        "approve is for a person to decide, and Claude Code runs this (CLAUDECODE is set): agents may plan, not decide. " +
        "Tell a person what it would do and why; whoever agrees runs it in a terminal of their own: npx --no -- groundwork approve ID",
    });
  });

  test("a person is not", () => expect(approve({})).toBeUndefined());

  test("in a rehearsal, all of which is on this machine, an agent is not either", () => {
    const agent = { CODEX_SANDBOX: "seatbelt" };
    expect(approve({ ...agent, ...HERE })).toBeUndefined();
    expect(approve({ ...agent, ...HERE, AWS_ENDPOINT_URL_STS: "http://[::1]:1" })).toBeUndefined();
    for (const elsewhere of [
      { AWS_ENDPOINT_URL: "http://emulator.internal:4566" },
      { AWS_ENDPOINT_URL: "" },
      { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4566" },
      { ...HERE, AWS_ENDPOINT_URL_S3: "https://s3.eu-west-1.amazonaws.com" },
    ]) {
      expect(approve({ ...agent, ...elsewhere })).toMatchObject({ exitCode: 6 });
    }
  });

  test("states that do not lie in S3 are real whatever the emulator is, but those of stand-ins", () => {
    backend = { backend: { type: "gcs", bucket: "states" } };
    const env = { AI_AGENT: "1", ...HERE };
    expect(approve(env)).toMatchObject({ exitCode: 6 });
    expect(approve(env, true)).toBeUndefined();
  });
});

test("what agents may do elsewhere, they may not in production, nor to what production shares", () => {
  const apply = (stack: string, env: NodeJS.ProcessEnv = { CURSOR_AGENT: "1" }) =>
    refusal(() => expectPersonInProduction("apply", stack, `apply ${stack}-1`, { env }));
  expect(apply("dev-stack")).toBeUndefined();
  expect(apply("prod-stack")).toMatchObject({
    exitCode: 6,
    message: expect.stringContaining("apply of prod-stack, which is production, is for a person"),
  });
  for (const shared of ["bootstrap-stack", "registry-stack", "delivery-stack"]) {
    expect(apply(shared)).toMatchObject({ exitCode: 6 });
  }
  expect(apply("prod-stack", {})).toBeUndefined();
});

test("the page on agents names each variable, and no other", () => {
  const page = readFileSync(path.join(checkoutRoot, "packages/docs/agents.md"), "utf8");
  const [, table] = /## Who counts as an agent\n\n([^]*?)\n\n/.exec(page)!;
  const named = [...table!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(AGENT_VARIABLES.toSorted());
});
