import { isProduction } from "@groundwork/configuration/delivery";
import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "./configured";
import { OperationError } from "./errors";
import { DENIED } from "./exit-codes";
import { isRehearsal, type Where } from "./is-rehearsal";
import { agentAtWork } from "./known-agents";

/*
 * Agents may plan, not decide. Whoever unsets a variable is taken for a person: this keeps an agent
 * from a mistake, and IAM and four eyes keep everybody from more (packages/docs/agents.md).
 */

/**
 * Refuses an agent what a person has to decide. A rehearsal decides nothing: all that it reaches is
 * on this machine.
 *
 * @param what is decided, as the beginning of a sentence: `approve`
 * @param line by which a person does it, without `groundwork`
 * @throws OperationError with exit code 6 where an agent is at work, and not in a rehearsal
 */
export function expectPerson(what: string, line: string, where: Where): void {
  const agent = agentAtWork(where.env);
  if (agent === undefined || isRehearsal(where)) return;
  throw new OperationError(
    `${what} is for a person to decide, and ${agent.name} runs this (${agent.variable} is set): agents may plan, not decide. ` +
      `Tell a person what it would do and why; whoever agrees runs it in a terminal of their own: ${ownCommand(line)}`,
    DENIED,
  );
}

/**
 * The same of what changes a stack on which customers depend; of any other an agent may do it.
 *
 * @param what as `apply`
 */
export function expectPersonInProduction(
  what: string,
  stack: string,
  line: string,
  where: Where,
): void {
  if (agentAtWork(where.env) === undefined) return;
  if (!isProduction(loadConfiguration(), ownerOf(stack))) return;
  expectPerson(`${what} of ${stack}, which is production,`, line, where);
}
