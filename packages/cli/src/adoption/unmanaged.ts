import type { Configuration } from "@groundwork/configuration";
import { inEachPlace } from "@groundwork/configuration/place-names";
import pMap from "p-map";
import type { AwsAccess } from "../core/aws/client";
import { accessIn } from "../core/aws/member";
import { runCommand } from "../core/command";
import { loadConfiguration } from "../core/configured";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { sayJson } from "../core/outlet";
import { readStates } from "../operate/states";
import { awsClients } from "../state/clients";
import { isInS3, openStates, type OpenOptions, type OpenStates } from "../state/open";
import { namedBy } from "./arn-types";
import { regionClients } from "./clients";
import { lookAround, type Account, type Found, type Unasked } from "./look";
import { addStatesOf, Managed, type Unread } from "./managed";
import type { Seen } from "./seen";
import { unmanagedLines } from "./unmanaged-text";

export interface UnmanagedOptions extends OpenOptions {
  /** Only what was made before, in ms since the epoch, or nobody knows when. @default all */
  readonly before?: number | undefined;
  /** Only what has a tag, as `Owner` or `Owner=web`. @default all */
  readonly tag?: string | undefined;
  /** Only of one type, as `aws_vpc`. @default all */
  readonly type?: string | undefined;
  /** Only of one region, and what is of none. @default all regions of the configuration */
  readonly region?: string | undefined;
}

/** A resource that is in no state. */
export interface Unmanaged {
  readonly arn: string;
  readonly account: string;
  /** Terraform's, or the words of its ARN where it is not known here. */
  readonly type: string;
  /** What `terraform import` takes; undefined where the ARN does not tell. */
  readonly importId?: string | undefined;
  readonly created?: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** All that the command found, for programs. */
export interface UnmanagedReport {
  readonly accounts: readonly { readonly id: string; readonly regions: readonly string[] }[];
  /** How many states were read. */
  readonly states: number;
  readonly resources: readonly Unmanaged[];
  /** Of CloudFormation, which manages them: their number by the name of its stack. */
  readonly ofCloudFormation: Readonly<Record<string, number>>;
  readonly unread: readonly Unread[];
  readonly unasked: readonly Unasked[];
}

/**
 * `groundwork unmanaged`: what the account has that is in no state: of all types what has tags, and
 * of those that are listed here what has none as well.
 *
 * @returns the exit code: 1 where AWS did not give a list, or a state cannot be read
 */
export async function unmanaged(options: UnmanagedOptions): Promise<ExitCode> {
  const open = openStates(options);
  const { json } = options;
  return runCommand(open, async () => {
    await open.expectAccess();
    const accounts = await accountsOf(loadConfiguration(), options);
    const managed = new Managed();
    const [unread, { seen, unasked }] = await Promise.all([
      addStates(managed, open, options),
      lookAround(accounts),
    ]);
    const others = seen.filter(({ arn }) => !managed.has(arn));
    const report: UnmanagedReport = {
      accounts: accounts.map(({ id, places }) => ({
        id,
        regions: places.map((one) => one.region),
      })),
      states: managed.states,
      resources: others
        .filter((one) => !isKept(one))
        .map(described)
        .filter(wanted(options))
        .toSorted(inOrder),
      ofCloudFormation: stacksOf(others),
      unread,
      unasked,
    };
    if (json) sayJson(report);
    else unmanagedLines(report).forEach((line) => open.person.tell(line));
    return unread.length + unasked.length > 0 ? FAILED : DONE;
  });
}

/** The accounts of the organization and its environments, each with the regions that are in use. */
async function accountsOf(
  { organization, environments }: Configuration,
  { region, env }: UnmanagedOptions,
): Promise<Account[]> {
  const all = new Map<string, { access: AwsAccess; regions: Set<string> }>();
  const add = (id: string, access: AwsAccess) => {
    const known = all.get(id) ?? { access, regions: new Set<string>() };
    known.regions.add(access.region);
    all.set(id, known);
  };
  add(organization.accountId, { region: organization.region, env });
  for (const environment of environments.flatMap(inEachPlace))
    add(environment.accountId, accessIn(environment, env));
  return pMap(all, async ([id, { access, regions }]) => ({
    id,
    clients: awsClients(access),
    places: await pMap(region === undefined ? regions : [region], async (name) => ({
      region: name,
      accountId: id,
      clients: await regionClients({ ...access, region: name }),
    })),
  }));
}

/** In S3 all states of the bucket, elsewhere those of this project's stacks. */
export async function addStates(
  managed: Managed,
  open: OpenStates,
  options: OpenOptions,
): Promise<Unread[]> {
  if (isInS3(open)) return addStatesOf(managed, open.clients, open.location);
  const found = await readStates(open, open.stacks, options);
  for (const { state } of found) if (state) managed.add(state.json);
  return found.flatMap(({ stack, problem }) =>
    problem === undefined ? [] : [{ key: stack, problem }],
  );
}

/** CloudFormation's own tag, by the name of a stack. */
const OF_STACK = "aws:cloudformation:stack-name";

/** A secret that a service keeps for something of its own, as RDS a password. */
const OF_SERVICE = "aws:secretsmanager:owningService";

const isKept = ({ tags = {} }: Seen): boolean => OF_STACK in tags || OF_SERVICE in tags;

function stacksOf(seen: readonly Seen[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { tags = {} } of seen) {
    const stack = tags[OF_STACK];
    if (stack !== undefined) counts[stack] = (counts[stack] ?? 0) + 1;
  }
  return counts;
}

const described = ({ arn, account, created, tags = {} }: Found): Unmanaged => ({
  arn,
  account,
  ...namedBy(arn),
  ...(created && { created }),
  tags,
});

function wanted({ before, tag, type }: UnmanagedOptions) {
  const [key = "", value] = tag?.split(/=(.*)/s) ?? [];
  return (one: Unmanaged): boolean =>
    (before === undefined || one.created === undefined || one.created.valueOf() < before) &&
    (tag === undefined || (key in one.tags && (value === undefined || one.tags[key] === value))) &&
    (type === undefined || one.type === type);
}

/** By type; of each the newest first, and last what nobody knows the age of. */
const inOrder = (a: Unmanaged, b: Unmanaged): number =>
  compare(a.type, b.type) ||
  (b.created?.valueOf() ?? 0) - (a.created?.valueOf() ?? 0) ||
  compare(a.arn, b.arn);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
