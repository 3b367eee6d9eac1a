import { Fn, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { testStack } from "@groundwork/testing/synth";
import { z } from "zod";
import { checkedProps } from "../src/checked-props";
import { count, inOrder, matching, options, rule } from "../src/option-rules";

const schema = options({
  name: matching(/^[a-z]{1,8}$/, "1 to 8 small letters"),
  minCount: count(0, 10).default(1),
  maxCount: count(0, 10).default(2),
  hook: options({ arn: matching(/^arn:/, "an ARN"), retries: count(0, 3).default(3) }).optional(),
  source: z
    .union([options({ role: matching(/^arn:/, "an ARN") }), options({ user: z.string() })])
    .optional(),
}).refine(...rule(["maxCount"], inOrder));

type Input = z.input<typeof schema>;

const checked = (input: Input & { readonly vpcId?: string }) =>
  checkedProps(new Construct(testStack(), "own"), schema, input);

/** A text, a number and a list that only Terraform knows. */
const unknown = () => {
  const variable = new TerraformVariable(testStack(), "any", {});
  return { text: variable.stringValue, number: variable.numberValue, list: variable.listValue };
};

test("options get their defaults, and what the stack adds stays as it is", () => {
  expect(checked({ name: "web", vpcId: "vpc-1", hook: { arn: "arn:a" } })).toEqual({
    name: "web",
    vpcId: "vpc-1",
    minCount: 1,
    maxCount: 2,
    hook: { arn: "arn:a", retries: 3 },
  });
});

test("all problems are told at once, with the construct's path", () => {
  const input = { name: "WEB", minCount: 3, hook: { arn: "x", retry: 1 } } as Input;
  expect(() => checked(input)).toThrow(
    [
      "the configuration has problems:",
      "  test-stack/own.name: got WEB, expected 1 to 8 small letters",
      "  test-stack/own.hook.arn: got x, expected an ARN",
      "  test-stack/own.hook.retry: got an unknown option, expected one of arn, retries",
      "  test-stack/own.maxCount: got nothing, expected at least minCount, 3",
    ].join("\n"),
  );
});

describe("what only Terraform knows is taken as it is", () => {
  test("a text, and the defaults beside it", () => {
    const { text } = unknown();
    expect(checked({ name: text, hook: { arn: Fn.lower(text) } })).toMatchObject({
      name: text,
      minCount: 1,
      hook: { retries: 3 },
    });
  });

  test("a number, also by rules over several", () => {
    const { number } = unknown();
    expect(checked({ name: "web", minCount: 5, maxCount: number }).maxCount).toBe(number);
  });

  test("one of several kinds of values", () => {
    const source = { role: unknown().text };
    expect(checked({ name: "web", source }).source).toEqual(source);
  });

  test("a text with a template, escaped or not", () => {
    expect(checked({ name: "$${x}" }).name).toBe("$${x}");
    expect(checked({ name: Token.asString({ "Fn::x": 1 }) }).maxCount).toBe(2);
  });

  test("but nothing else is", () => {
    const input = { name: unknown().text, minCount: 11, hook: { arn: unknown().text, x: 1 } };
    expect(() => checked(input as Input)).toThrow(
      /own.minCount: got 11, .*\n.*own.hook.x: got an unknown option, expected one of arn, retries$/,
    );
  });
});
