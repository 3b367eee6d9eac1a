/*
 * Which coding agent runs a command. An agent says so by a variable that it sets for what it starts;
 * one that is not listed here is not known.
 */

/**
 * Variables by which agents tell that they have started a command, with their names. Only what the
 * agent itself sets: CURSOR_TRACE_ID, REPL_ID and TERM_PROGRAM are there for a person who types in
 * such an editor, too.
 */
const AGENTS: readonly (readonly [variable: string, name: string])[] = [
  // https://code.claude.com/docs/en/env-vars
  ["CLAUDECODE", "Claude Code"],
  // https://github.com/vercel/vercel/blob/main/packages/detect-agent/src/index.ts
  ["CLAUDE_CODE", "Claude Code"],
  // https://developers.openai.com/codex/environment-variables
  ["CODEX_THREAD_ID", "Codex"],
  ["CODEX_SANDBOX", "Codex"],
  // https://github.com/openai/codex, codex-rs/core/src/unified_exec/process_manager.rs
  ["CODEX_CI", "Codex"],
  // https://cursor.com/docs/agent/terminal
  ["CURSOR_AGENT", "Cursor"],
  // https://github.com/microsoft/vscode/pull/316267
  ["COPILOT_AGENT", "GitHub Copilot"],
  // https://code.visualstudio.com/updates/v1_121
  ["VSCODE_AGENT", "GitHub Copilot"],
  // https://github.com/github/copilot-cli, changelog.md
  ["COPILOT_CLI", "GitHub Copilot"],
  // https://github.com/aws/aws-sam-cli/pull/9127
  ["COPILOT_AGENT_SESSION_ID", "GitHub Copilot"],
  // https://google-gemini.github.io/gemini-cli/docs/tools/shell.html
  ["GEMINI_CLI", "Gemini CLI"],
  // https://github.com/cline/cline, apps/vscode/src/hosts/vscode/terminal/VscodeTerminalRegistry.ts
  ["CLINE_ACTIVE", "Cline"],
  // https://github.com/RooCodeInc/Roo-Code/pull/11862
  ["ROO_ACTIVE", "Roo Code"],
  // https://github.com/anomalyco/opencode, packages/opencode/src/index.ts
  ["OPENCODE", "opencode"],
  // https://docs.augmentcode.com/cli/reference
  ["AUGMENT_AGENT", "Augment"],
  // https://github.com/QwenLM/qwen-code, packages/core/src/services/shellExecutionService.ts
  ["QWEN_CODE", "Qwen Code"],
  // https://github.com/aaif-goose/goose/pull/4205
  ["GOOSE_TERMINAL", "goose"],
  // https://github.com/charmbracelet/crush, internal/shell/shell.go
  ["CRUSH", "Crush"],
  // https://github.com/microsoft/vscode/issues/311734, which lists both
  ["AMP_CURRENT_THREAD_ID", "Amp"],
  ["ANTIGRAVITY_AGENT", "Antigravity"],
  // What several have agreed on, with the name as the value. Last, as others know the name better.
  // https://github.com/vercel/vercel/tree/main/packages/detect-agent
  ["AI_AGENT", ""],
  // Amp, Crush, goose, opencode: https://github.com/aaif-goose/goose/pull/7017
  ["AGENT", ""],
];

/** Amazon Q and Kiro, in a variable that CloudShell and CodeBuild have too (aws/aws-cdk-cli#1855). */
const BY_AWS = "AWS_EXECUTION_ENV";

/** All variables that tell of an agent, for what must not depend on who has started it. */
export const AGENT_VARIABLES: readonly string[] = [...AGENTS.map(([variable]) => variable), BY_AWS];

/** A coding agent that runs this command. */
export interface Agent {
  readonly name: string;
  /** The variable that tells it. */
  readonly variable: string;
}

/** The coding agent that runs a command; undefined where no variable tells of one. */
export function agentAtWork(env: NodeJS.ProcessEnv): Agent | undefined {
  for (const [variable, name] of AGENTS) {
    const value = env[variable]?.trim() ?? "";
    if (OFF.test(value)) continue;
    return { name: name || (ON.test(value) ? "a coding agent" : value.slice(0, 40)), variable };
  }
  const [, found] = /(amazonq|kiro)/i.exec(env[BY_AWS] ?? "") ?? [];
  if (found === undefined) return undefined;
  return { name: /kiro/i.test(found) ? "Kiro" : "Amazon Q", variable: BY_AWS };
}

/** What says no by a variable. */
const OFF = /^(0|false|no|off)?$/i;

/** What says yes and no name. */
const ON = /^(1|true|yes|on)$/i;
