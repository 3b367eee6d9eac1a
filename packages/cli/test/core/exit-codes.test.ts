import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "@swc/core";
import * as codes from "../../src/core/exit-codes";

const root = path.join(__dirname, "../../src");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && file !== "core/exit-codes.ts",
);

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** All nodes in a syntax tree that a test holds for. */
function nodesIn(value: unknown, test: (node: Node) => boolean): Node[] {
  if (Array.isArray(value)) return value.flatMap((one) => nodesIn(one, test));
  if (!isNode(value)) return [];
  return [...(test(value) ? [value] : []), ...nodesIn(Object.values(value), test)];
}

/** Whether a value is written as a number somewhere in it; what it is compared with is no value. */
const hasNumber = (value: unknown): boolean =>
  isNode(value) &&
  value["type"] !== "BinaryExpression" &&
  (value["type"] === "NumericLiteral" || Object.values(value).some(hasNumber));

const named = (node: unknown, name: string): boolean => isNode(node) && node["value"] === name;

const isExitCode = (key: unknown): boolean => named(key, "exitCode") || named(key, "exit");

/** Whether a node of a syntax tree gives a number of its own as the exit code of a command. */
function givesNumber(node: Node): boolean {
  switch (node["type"]) {
    case "NewExpression":
      return (
        named(node["callee"], "OperationError") && hasNumber((node["arguments"] as Node[]).slice(1))
      );
    case "CallExpression": {
      const callee = node["callee"] as Node;
      return named(callee["property"], "exit") && hasNumber(node["arguments"]);
    }
    case "AssignmentExpression":
      return isExitCode((node["left"] as Node)["property"]) && hasNumber(node["right"]);
    case "KeyValueProperty":
      return isExitCode(node["key"]) && hasNumber(node["value"]);
    case "BinaryExpression":
      return (
        [node["left"], node["right"]].some(
          (side) => isNode(side) && named(side["property"], "exitCode"),
        ) &&
        // Of a process of somebody else, whose 0 is theirs.
        [node["left"], node["right"]].some((side) => isNode(side) && Number(side["value"]) > 0)
      );
    case "VariableDeclarator":
      return Object.keys(codes).some((name) => named(node["id"], name)) && hasNumber(node["init"]);
    case "FunctionDeclaration":
    case "ArrowFunctionExpression":
      return (
        nodesIn(node["returnType"], (one) => named(one, "ExitCode")).length > 0 &&
        nodesIn(node["body"], ({ type }) => type === "ReturnStatement").some((one) =>
          hasNumber(one["argument"]),
        )
      );
    default:
      return false;
  }
}

const findingsIn = (source: string): Node[] =>
  nodesIn(parseSync(source, { syntax: "typescript" }), givesNumber);

test("each exit code has one meaning", () => {
  const { EXIT_CODE_WORDS, ...own } = codes;
  const numbers = Object.values(own).toSorted((a, b) => a - b);
  expect([...EXIT_CODE_WORDS.keys()]).toEqual(numbers);
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 130]);
});

test("no other file has an exit code of its own", () => {
  const offending = sources.filter(
    (file) => findingsIn(readFileSync(path.join(root, file), "utf8")).length > 0,
  );
  expect(offending).toEqual([]);
});

test.each([
  'throw new OperationError("text", 4);',
  'throw new OperationError("text", fits ? 1 : MISMATCH);',
  "process.exit(1);",
  "process.exitCode = failed ? 1 : 0;",
  "const LOCKED = 7;",
  "const outcome = { exit: 1 };",
  "const torn = error.exitCode === 4;",
  "async function drift(): Promise<ExitCode> { return found ? 2 : 0; }",
])("finds one in: %s", (source) => {
  expect(findingsIn(source)).not.toEqual([]);
});
