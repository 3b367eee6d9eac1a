import type { Handle, Kind, Path, Reference } from "./references";

/** Notes what values are used as. A value with steps still to undo is not used itself. */
export function useAs(handles: readonly Handle[], as: Kind | undefined): void {
  if (as === undefined) return;
  for (const { reference, path, wrapped } of handles)
    if (wrapped === 0 && path.length > 0) reference.uses.push({ path, as });
}

/** Operators, from longer to shorter; `=>` and a lone `=` are none. */
export const OPERATOR = /&&|\|\||[=!]=|[<>]=?|[-+*/%!]/y;

/**
 * Follows the operators of one expression, and tells what kind of value each of them makes of those
 * beside it: numbers of what is added or compared by size, yes or no of what decides.
 * https://developer.hashicorp.com/terraform/language/expressions/operators
 */
export class Operands {
  private last: readonly Handle[] = [];
  /** What the next operand must be. */
  private next: Kind | undefined;
  /** Whether what is at hand is compared, so that it is not itself the answer. */
  private compared = false;

  /** @param decides whether the expression as a whole is a condition */
  constructor(private decides = false) {}

  take(handles: readonly Handle[]): readonly Handle[] {
    useAs(handles, this.next);
    this.next = undefined;
    this.last = handles;
    return handles;
  }

  sign(sign: string): void {
    if (sign === "!") this.next = "boolean";
    else if (sign === "&&" || sign === "||") this.decide(true);
    else if (/^[=!]=$/.test(sign)) this.compared = true;
    else {
      useAs(this.last, "number");
      this.next = "number";
      this.compared = true;
    }
  }

  /** What came so far decides, as before `?`; what follows does only where that is said. */
  decide(next = false): void {
    if (!this.compared) useAs(this.last, "boolean");
    this.begin(next);
  }

  /** Something else begins: another member, another branch. */
  begin(decides = false): void {
    this.last = [];
    this.next = undefined;
    this.compared = false;
    this.decides = decides;
  }

  end(): void {
    if (this.decides) this.decide();
  }
}

const OF_FUNCTIONS: readonly [RegExp, Kind][] = [
  [/^(abs|ceil|floor|log|max|min|parseint|pow|range|signum|tonumber) \d$/, "number"],
  [/^(cidrhost|cidrsubnets?) [1-9]$/, "number"],
  [/^cidr\w+ 0$/, "cidr"],
  [/^tobool 0$/, "boolean"],
  [/^(keys|lookup|merge|tomap|values) 0$|^merge \d$/, "map"],
  [/^(base64decode|textdecodebase64) 0$/, "base64"],
  [/^jsondecode 0$/, "json"],
  [/^(timeadd|timecmp) 0$|^(formatdate|timecmp) 1$/, "time"],
];

/** What a function takes an argument for. */
export const kindOfArgument = (name: string, index: number): Kind | undefined =>
  OF_FUNCTIONS.find(([known]) => known.test(`${name.replace(/^core::/, "")} ${index}`))?.[1];

/** Arguments that take one kind of value alone. A set of texts is made by a function, which tells. */
const NAMED: Readonly<Record<string, Kind>> = {
  count: "number",
  for_each: "map",
  precondition: "boolean",
  postcondition: "boolean",
  assert: "boolean",
  validation: "boolean",
};

/** What an argument takes a reference for, where the whole text is nothing but that. */
export function useOfArgument(
  argument: string,
  text: string,
  { span, paths }: Reference,
): { path: Path; as: Kind }[] {
  const as = NAMED[argument];
  const [path = []] = paths;
  const isAll = /^\$\{\s*$/.test(text.slice(0, span.start)) && /^\s*\}$/.test(text.slice(span.end));
  return as === undefined || !isAll || path.length === 0 ? [] : [{ path, as }];
}
