import { ownCommand } from "@groundwork/constructs/own-command";
import { resourceInWords } from "../../../terraform/plan-words";
import { clipped, valueInWords } from "../../../words/change-words";
import type { Parts } from "../drift-text";
import { IGNORES_FILE } from "./ignore-entries";
import type { OneAttribute, Proposal, ProposedOption } from "./proposal";

/** Longest value in a line, in characters; the patch has all of it. */
const LONGEST = 60;

/** A proposal for a person, by paragraphs of a title and lines. */
export function proposalParts(stack: string, { options, accepted, reverted }: Proposal): Parts {
  return [
    [
      "proposed, as it is in AWS:",
      options.flatMap((one) => [optionInWords(one), ...one.wider.map((words) => `  it ${words}`)]),
    ],
    [
      `proposed for ${IGNORES_FILE}, as no option says it:`,
      accepted.map(
        ({ until, because, ...one }) =>
          `${attributeInWords(one)}, until ${until}${because === undefined ? "" : ` (${because})`}`,
      ),
    ],
    [
      `left to a plan, by ${ownCommand(`drift ${stack} --revert`)}:`,
      reverted.map(({ because, ...one }) => `${attributeInWords(one)}: ${because}`),
    ],
  ];
}

/** `dev.logRetentionDays: 7 -> 30 (environments/dev.ts): aws_x.y: retention_in_days` */
function optionInWords({ option, file, before, after, attributes }: ProposedOption): string {
  const [was, is] = [before, after].map((value) => clipped(valueInWords(value), LONGEST));
  const [first, ...more] = attributes.map(attributeInWords);
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  return `${option}: ${was} -> ${is} (${file}), for ${first}${others}`;
}

const attributeInWords = ({ attribute, ...resource }: OneAttribute): string =>
  [resourceInWords(resource), ...(attribute === undefined ? [] : [attribute])].join(": ");
