import { proof } from "@groundwork/testing/proof";

/**
 * Numbers of the writes after which a command is killed: the state's own, whose digest is not there
 * yet, and the last; `npm run prove -- kills` takes all of them.
 *
 * @param writes of the command, one after another
 */
export function killPoints(writes: readonly string[]): number[] {
  const all = writes.map((_, at) => at + 1);
  const isState = (what: string) =>
    /^PUT .*\btfstate ?(\?|$)/.test(what) && !what.includes(".backups/");
  const state = writes.findIndex(isState) + 1;
  const few = new Set([state, writes.length]);
  return proof(few.size).cases >= all.length ? all : all.filter((number) => few.has(number));
}
