import type { AwsClients } from "../state/clients";
import type { RegionClients } from "./clients";

/** A resource that AWS tells of. */
export interface Seen {
  readonly arn: string;
  /** When it was made, where AWS tells. */
  readonly created?: Date | undefined;
  /** Where AWS tells with the list; the Tagging API tells the others. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Where and as whom is asked. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly clients: RegionClients;
}

/** A list that AWS gives of one type. */
export interface Listing<At> {
  readonly type: string;
  /** The right that it takes, as `ec2:DescribeVpcs`. */
  readonly action: string;
  /** What AWS makes of itself, as default VPCs, is left out. */
  readonly list: (at: At) => Promise<Seen[]>;
}

/** Lists of a region. */
export type RegionListing = Listing<Place>;

/** Lists of an account, the same in every region. */
export type AccountListing = Listing<Pick<AwsClients, "iam" | "s3">>;

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags as most services give them. */
export const tagsOf = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));

/** All items of all pages. */
export async function every<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}
