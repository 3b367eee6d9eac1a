import { placeOf } from "@groundwork/constructs/problems";
import { findNodeAtOffset, getNodePath, parseTree, type Node } from "jsonc-parser";
import { elementOf, type Pointer } from "../../comparison/pointer";

/** What Terraform, or a provider by its schema, has against a stack. */
export interface Finding {
  readonly stack: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Path of the construct, as `dev-stack/services/web/service`. */
  readonly path?: string | undefined;
  /** Address in Terraform, as `aws_ecs_service.web`. */
  readonly address?: string | undefined;
  /** Argument of what is at the address, as `network_configuration[0].subnets`. */
  readonly argument?: string | undefined;
  /** File and line, where that is in a module and not in the stack itself. */
  readonly file?: string | undefined;
  /** Where the value of the argument stands; undefined where it has none. */
  readonly pointer?: Pointer | undefined;
}

/** As `validate -json` writes it: https://developer.hashicorp.com/terraform/cli/commands/validate */
interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: {
    readonly filename: string;
    readonly start: { readonly line: number; readonly byte: number };
  };
}

const STACK_FILE = "cdk.tf.json";

/** A stack's JSON, as Terraform has read it. */
export class StackSource {
  private readonly tree: Node | undefined;
  private readonly bytes: Buffer;

  constructor(
    readonly stack: string,
    text: string,
  ) {
    this.tree = parseTree(text);
    this.bytes = Buffer.from(text);
  }

  /**
   * What Terraform has found, in the order of the file: its own is another each time.
   *
   * @param said by `terraform validate -json`
   */
  findings(said: string): Finding[] {
    const { diagnostics } = JSON.parse(said) as { readonly diagnostics: readonly Diagnostic[] };
    const place = ({ range }: Diagnostic) => range?.start.byte ?? 0;
    return diagnostics
      .toSorted((one, other) => place(one) - place(other))
      .map((diagnostic) => this.finding(diagnostic));
  }

  private finding({ severity, summary, detail = "", address, range }: Diagnostic): Finding {
    const message = oneLine(detail === "" ? summary : `${summary}: ${detail}`);
    const known = { stack: this.stack, severity, message };
    if (range?.filename !== STACK_FILE) {
      const [call] = /^module\.[^.[]+/.exec(address ?? "") ?? [];
      return {
        ...known,
        address,
        path: call === undefined ? undefined : this.constructOf(call.split(".")),
        file: range && `${range.filename}:${range.start.line}`,
      };
    }
    const pointer = this.pointerAt(range.start.byte);
    const { length } = elementOf(pointer);
    const missing = missingIn(summary, detail);
    const argument = [...pointer.slice(length), ...(missing === undefined ? [] : [missing])];
    return {
      ...known,
      address: address || addressOf(pointer.slice(0, length)),
      path: this.constructOf(pointer),
      argument: argument.length === 0 ? undefined : placeOf(argument),
      pointer: missing === undefined && argument.length > 0 ? pointer : undefined,
    };
  }

  /** Terraform counts bytes, the parser characters. */
  private pointerAt(byte: number): Pointer {
    const offset = this.bytes.subarray(0, byte).toString().length;
    const node = this.tree && findNodeAtOffset(this.tree, offset, true);
    return node ? getNodePath(node) : [];
  }

  /** The innermost on the way that cdktf has noted a construct for. */
  private constructOf(pointer: Pointer): string | undefined {
    const paths = pointer.map((_, index) => {
      const at = [...pointer.slice(0, index + 1), "//", "metadata", "path"];
      return this.tree && valueAt(this.tree, at);
    });
    return paths.findLast((one) => typeof one === "string") as string | undefined;
  }
}

const addressOf = ([kind, ...names]: Pointer): string | undefined =>
  kind === undefined ? undefined : (kind === "resource" ? names : [kind, ...names]).join(".");

/**
 * The argument or block that is asked for and has no place of its own, in the words of HCL
 * (https://github.com/hashicorp/hcl/blob/v2.23.0/hcldec/spec.go).
 */
const missingIn = (summary: string, detail: string): string | undefined =>
  (
    /^The argument "([^"]+)" is required/.exec(detail) ??
    /^(?:Insufficient|Missing) (\w+) blocks?$/.exec(summary)
  )?.[1];

function valueAt(node: Node, [key, ...rest]: Pointer): unknown {
  if (key === undefined) return node.value;
  const { type, children = [] } = node;
  const next =
    type === "array"
      ? children[Number(key)]
      : children.find((property) => property.children?.[0]?.value === key)?.children?.[1];
  return next && valueAt(next, rest);
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
