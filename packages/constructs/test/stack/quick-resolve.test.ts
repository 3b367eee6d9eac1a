import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import {
  DefaultTokenResolver,
  Fn,
  Lazy,
  StringConcat,
  TerraformLocal,
  TerraformStack,
  Token,
  Tokenization,
  dependable,
} from "cdktf";
import { testApp } from "@groundwork/testing/synth";
import { quickResolver, resolvingQuickly } from "../../src/stack/quick-resolve";

const stack = new TerraformStack(testApp(), "stack");
const queue = new SqsQueue(stack, "queue", { name: "jobs" });
const local = new TerraformLocal(stack, "local", { a: 1 });

const resolver = new DefaultTokenResolver(new StringConcat());
const byCdktf = (value: unknown, preparing = false) =>
  Tokenization.resolve(value, { scope: stack, resolver, preparing });
const quickly = (value: unknown) => resolvingQuickly(stack, () => byCdktf(value));

const text = Token.asString({ a: 1 });
const list = Token.asList(Fn.split(",", queue.arn));
const number = Token.asNumber(queue.fqn);
const map = Token.asStringMap(local.expression);

test.each<[string, unknown]>([
  [
    "what has none",
    { a: ["b", 1, -1, true, null, { c: new Date(0) }], "d.e": "1e5 2e300 -3e+299" },
  ],
  ["nothing", [undefined, null, {}, [], { a: undefined, b: [undefined, 1] }]],
  ["a text that is one", queue.arn],
  ["one in a text", `${queue.arn}/*`],
  ["a resource that another depends on", [dependable(queue), `a ${dependable(queue)}`]],
  ["one that depends on what is no reference", dependable({ fqn: Fn.upper("a") })],
  ["the same in several texts", [queue.url, `${queue.url}:${queue.url}`, { a: queue.url }]],
  ["one in JSON", JSON.stringify({ Resource: [queue.arn], Sid: "A", empty: {} })],
  ["one within a template", `\${upper("${queue.arn}")}`],
  ["one beside an escaped template", `$\${a} %{b} ${queue.arn} $\${}`],
  ["one that is no text", [text, `no text: ${text}`]],
  ["a function", Fn.join("-", [queue.name, Fn.upper(queue.arn)])],
  ["a list", [list, { a: list }, ["b"]]],
  ["an item of a list", Fn.element(list, 0)],
  ["a number", [number, `${number} seconds`, [number], -8.2e290]],
  ["a list of numbers", Token.asNumberList(queue.fqn)],
  ["a map", [map, { a: map }]],
  ["keys", { [queue.arn]: 1, [`${queue.arn}/a`]: { b: 2 } }],
  ["what is made late", Lazy.anyValue({ produce: () => ({ a: [queue.arn, undefined] }) })],
  ["text that is made late", `${Lazy.stringValue({ produce: () => queue.arn })}!`],
  ["marks that nobody has made", "TfToken[ ${TfToken[]} }{ TfToken[a]"],
])("tokens come to what cdktf makes of them: %s", (_, value) => {
  expect(quickly(value)).toEqual(byCdktf(value));
  expect(JSON.stringify(quickly(value))).toBe(JSON.stringify(byCdktf(value)));
  expect(JSON.stringify(quickResolver(stack)(value))).toBe(JSON.stringify(byCdktf(value)));
});

test.each<[string, () => unknown]>([
  ["a function of JavaScript", () => ({ a: [{ b: () => 1 }] })],
  ["a construct", () => ({ a: { b: queue } })],
  ["a mark that stands for nothing", () => ({ a: "${TfToken[NONE.1]}" })],
  ["a list within a text", () => ({ a: list[0] })],
  ["a list among others", () => [...list, "b"]],
  ["the value of a map", () => ({ a: Object.values(map)[0] })],
  ["what ends in itself", () => endless()],
  ["what fails itself", () => Lazy.anyValue({ produce: () => JSON.parse("{") })],
])("what is wrong is told in cdktf's words: %s", (_, make) => {
  const said = (resolve: (value: unknown) => unknown) => {
    const value = make();
    try {
      resolve(value);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said(byCdktf)).toEqual(expect.any(String));
  expect(said(quickly)).toBe(said(byCdktf));
  expect(said(quickResolver(stack))).toBe(said(byCdktf));
});

test("a token is resolved once, however many texts it stands in, and plain values never", () => {
  let made = 0;
  const late = Lazy.stringValue({ produce: () => `made ${++made}` });
  resolvingQuickly(stack, () => {
    expect(byCdktf([late, `a ${late}`])).toEqual(["made 1", "a made 1"]);
    expect(byCdktf({ b: late })).toEqual({ b: "made 1" });
  });
  // Later it may have become another.
  expect(quickly(late)).toBe("made 2");
});

test("references are resolved without cdktf's search for others", () => {
  const searching = jest.spyOn(DefaultTokenResolver.prototype, "resolveString");
  expect(quickly([queue.arn, `a ${queue.arn}`, dependable(queue)])).toEqual([
    "${aws_sqs_queue.queue.arn}",
    "a ${aws_sqs_queue.queue.arn}",
    "aws_sqs_queue.queue",
  ]);
  expect(searching).not.toHaveBeenCalled();
  searching.mockRestore();
});

test("others are left to cdktf: another scope, another resolver, a synth that is being prepared", () => {
  class Marking extends DefaultTokenResolver {
    override resolveString() {
      return "marked";
    }
  }
  const own = Tokenization.resolve;
  resolvingQuickly(stack, () => {
    const other = new TerraformStack(testApp(), "other");
    const marking = { scope: stack, resolver: new Marking(new StringConcat()) };
    expect(Tokenization.resolve(queue.arn, marking)).toBe("marked");
    expect(Tokenization.resolve(queue.arn, { scope: other, resolver })).toBe(byCdktf(queue.arn));
    expect(byCdktf(queue.arn, true)).toBe(byCdktf(queue.arn));
  });
  expect(Tokenization.resolve).toBe(own);
  expect(() => resolvingQuickly(stack, () => JSON.parse("{"))).toThrow(SyntaxError);
  expect(Tokenization.resolve).toBe(own);
});

function endless(): object {
  const value: Record<string, unknown> = {};
  value["again"] = value;
  return value;
}
