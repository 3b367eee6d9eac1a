/** What a state tells: an output or a resource, and which part of its value. */
export interface ForeignAddress {
  /** `output.vpc_id`, or a resource without its key, as `module.vpc.aws_subnet.private`. */
  readonly of: string;
  readonly isOutput: boolean;
  /** Key of the one instance of a resource that is meant, as `[0]` or `["a"]`. @default all of them */
  readonly key?: string | undefined;
  /** Names from the value of the output, or the attributes of the resource, down. */
  readonly path: readonly string[];
}

/** HCL's identifiers (https://github.com/hashicorp/hcl/blob/v2.23.0/hclsyntax/spec.md#identifiers). */
const NAME = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;

const KEY = String.raw`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`;

const PATH = String.raw`(?<path>(?:\.${NAME})*)$`;

const OUTPUT = new RegExp(String.raw`^(?<of>output\.${NAME})${PATH}`, "u");

const RESOURCE = new RegExp(
  String.raw`^(?<of>(?:module\.${NAME}(?:${KEY})?\.)*(?:data\.)?(?!(?:module|data|output)\.)${NAME}\.${NAME})` +
    String.raw`(?:(?<key>${KEY})|\[\*\])?${PATH}`,
  "u",
);

/**
 * Takes apart what names something of a state, as Terraform writes it: `output.vpc_id`,
 * `aws_vpc.main`, `module.vpc["a"].aws_subnet.private[0].arn`. Of a resource its `id` is meant,
 * unless an attribute stands behind it.
 *
 * @returns undefined for anything else
 */
export function parseForeignAddress(text: string): ForeignAddress | undefined {
  const output = OUTPUT.exec(text)?.groups;
  const { of, key, path = "" } = output ?? RESOURCE.exec(text)?.groups ?? {};
  if (of === undefined) return undefined;
  const names = path.split(".").slice(1);
  const isOutput = output !== undefined;
  return { of, isOutput, key, path: names.length > 0 || isOutput ? names : ["id"] };
}
