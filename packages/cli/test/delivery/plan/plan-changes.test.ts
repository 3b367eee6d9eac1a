import { planContents } from "../../../src/delivery/plan/plan-changes";

const change = (address: string, actions: string[], more: object = {}, mode = "managed") => ({
  address,
  mode,
  ...("previous_address" in more ? { previous_address: more.previous_address } : {}),
  ...("deposed" in more ? { deposed: more.deposed } : {}),
  change: { actions, before: { password: "hunter2" }, after: { password: "hunter2" }, ...more },
});

const annotated = (path: string) => ({ "//": { metadata: { path } } });
const code = {
  resource: {
    aws_vpc: { vpc_1: annotated("dev-stack/network/vpc") },
    aws_subnet: { each_2: annotated("dev-stack/network/subnets") },
  },
  module: { db_3: annotated("dev-stack/db") },
};

const contents = (...changes: object[]) =>
  planContents(
    JSON.stringify({
      resource_changes: changes,
      output_changes: {
        url: { actions: ["update"], after: "hunter2" },
        id: { actions: ["no-op"] },
      },
    }),
    code,
  );

test("each change with its construct, counted; no value", () => {
  const found = contents(
    change("aws_vpc.vpc_1", ["delete", "create"], {
      replace_paths: [["cidr", "hunter2"], ["cidr"]],
    }),
    change('aws_subnet.each_2["a.b"]', ["create"]),
    change("aws_eip.gone_3", ["delete"]),
    change("aws_eip.other_4", ["update"]),
    change("aws_eip.same_5", ["no-op"]),
    change("aws_eip.left_6", ["forget"]),
    change("aws_eip.taken_7", ["no-op"], { importing: { id: "hunter2" } }),
    change("aws_eip.moved_8", ["no-op"], { previous_address: "aws_eip.old_8" }),
    change("data.aws_ami.read", ["read"], {}, "data"),
  );
  expect(found.resources).toEqual([
    {
      address: "aws_vpc.vpc_1",
      path: "dev-stack/network/vpc",
      type: "aws_vpc",
      action: "replace",
      because: ["cidr"],
    },
    {
      address: 'aws_subnet.each_2["a.b"]',
      path: "dev-stack/network/subnets",
      type: "aws_subnet",
      action: "create",
    },
    { address: "aws_eip.gone_3", type: "aws_eip", action: "destroy" },
    { address: "aws_eip.other_4", type: "aws_eip", action: "update" },
    { address: "aws_eip.left_6", type: "aws_eip", action: "forget" },
    { address: "aws_eip.taken_7", type: "aws_eip", action: "no-op", imported: true },
    { address: "aws_eip.moved_8", type: "aws_eip", action: "no-op", movedFrom: "aws_eip.old_8" },
  ]);
  expect(found.counts).toEqual({
    add: 1,
    change: 1,
    replace: 1,
    destroy: 1,
    import: 1,
    move: 1,
    forget: 1,
    outputs: 1,
  });
  expect(found.outputs).toEqual(["url"]);
  expect(JSON.stringify(found)).not.toContain("hunter2");
});

test("a stand-in goes by the name of what it stands in for", () => {
  const { resources } = contents(
    change("terraform_data.aws_vpc__vpc_1", ["create"]),
    change('terraform_data.aws_subnet__each_2["a"]', ["delete"]),
  );
  expect(resources).toEqual([
    { address: "aws_vpc.vpc_1", path: "dev-stack/network/vpc", type: "aws_vpc", action: "create" },
    {
      address: 'aws_subnet.each_2["a"]',
      path: "dev-stack/network/subnets",
      type: "aws_subnet",
      action: "destroy",
    },
  ]);
});

test.each(["module.db_3", 'module.db_3["a.b[0]"]'])("%s is one by its stand-in", (address) => {
  const named = address.replace("module.db_3", "terraform_data.module__db_3");
  for (const own of [address, named]) {
    const found = contents({ ...change(own, ["delete"]), type: "terraform_data" }).resources;
    expect(found).toEqual([{ address, path: "dev-stack/db", type: "module", action: "destroy" }]);
  }
});

test.each([
  ['["logs[0].archive"]'],
  ['["a]b.c"]'],
  [String.raw`["a\"].b[0]"]`],
  ['["$${x}.y"]'],
  ['["self.input.terraform_data.aws_eip__x"]'],
  ['[" (deposed object 0a1b2c3d)"]'],
  [""],
])("the key %s is no part of type or name", (key) => {
  const as = (address: string) =>
    contents(change(`${address}${key}`, ["delete"])).resources.map(({ type, path }) => [
      type,
      path,
    ]);
  const subnet = ["aws_subnet", "dev-stack/network/subnets"];
  expect(as("aws_subnet.each_2")).toEqual([subnet]);
  expect(as("terraform_data.aws_subnet__each_2")).toEqual([subnet]);
  expect(as(`module.m${key}.aws_subnet.each_2`)).toEqual([["aws_subnet", undefined]]);
  const stacked = contents(change(`terraform_data.aws_subnet__each_2${key}`, ["delete"])).resources;
  expect(stacked[0]!.address).toBe(`aws_subnet.each_2${key}`);
});

test("the plan's own word on a type goes before the address; without either it is no plan", () => {
  const [odd] = contents({
    ...change("aws_eip.a[some-day]", ["delete"]),
    type: "aws_eip",
  }).resources;
  expect(odd).toMatchObject({ address: "aws_eip.a[some-day]", type: "aws_eip" });
  expect(() => contents(change("aws_eip.a[some-day]", ["delete"]))).toThrow(
    "got an address in a plan that is none",
  );
});

/** As Terraform 1.11.4 plans a state with deposed objects, one of which has no current one. */
test("a deposed object is apart from the current one of its address", () => {
  const found = contents(
    change("aws_vpc.vpc_1", ["no-op"]),
    change("aws_vpc.vpc_1", ["delete"], { deposed: "0a1b2c3d" }),
    change('terraform_data.aws_subnet__each_2["a"]', ["create"]),
    change('terraform_data.aws_subnet__each_2["a"]', ["delete"], { deposed: "1b2c3d4e" }),
  );
  expect(found.resources).toEqual([
    {
      address: "aws_vpc.vpc_1 (deposed object 0a1b2c3d)",
      path: "dev-stack/network/vpc",
      type: "aws_vpc",
      action: "destroy",
      deposed: "0a1b2c3d",
    },
    expect.objectContaining({ address: 'aws_subnet.each_2["a"]', action: "create" }),
    expect.objectContaining({
      address: 'aws_subnet.each_2["a"] (deposed object 1b2c3d4e)',
      action: "destroy",
    }),
  ]);
  expect(found.counts).toMatchObject({ add: 1, change: 0, destroy: 2, replace: 0 });
});

test("the type of a stand-in is that of what it stands in for, also where its address is", () => {
  const standIn = (address: string) => ({ ...change(address, ["delete"]), type: "terraform_data" });
  const types = (...addresses: string[]) =>
    contents(...addresses.map(standIn)).resources.map(({ type }) => type);
  expect(types('terraform_data.aws_vpc__a["x.y[0]"]', 'aws_vpc.a["x.y[0]"]')).toEqual([
    "aws_vpc",
    "aws_vpc",
  ]);
  expect(types("terraform_data.own")).toEqual(["terraform_data"]);
});

test("an action that nobody here knows is not left out in silence", () => {
  expect(() => contents(change("aws_eip.a", ["delete", "explode"]))).toThrow("delete, explode");
});

test("an action that is run is told with what runs it, without its values", () => {
  const found = planContents(
    JSON.stringify({
      resource_changes: [change("terraform_data.aws_vpc__vpc_1", ["update"])],
      action_invocations: [
        {
          address: "action.aws_lambda_invoke.migrate",
          type: "aws_lambda_invoke",
          config_values: { payload: "hunter2" },
          lifecycle_action_trigger: {
            triggering_resource_address: "terraform_data.aws_vpc__vpc_1",
            action_trigger_event: "AfterUpdate",
          },
        },
      ],
    }),
    code,
  );
  expect(found.counts).toMatchObject({ change: 1, invoke: 1 });
  expect(found.resources[1]).toEqual({
    address: "action.aws_lambda_invoke.migrate",
    type: "aws_lambda_invoke",
    action: "invoke",
    trigger: "after the update of aws_vpc.vpc_1",
  });
  expect(JSON.stringify(found)).not.toContain("hunter2");
});
