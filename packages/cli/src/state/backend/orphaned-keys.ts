import {
  DescribeKeyCommand,
  ListResourceTagsCommand,
  paginateListKeys,
  type KeyMetadata,
  type KMSClient,
} from "@aws-sdk/client-kms";

/** Marks of a key that has no alias. */
export interface KeyMarks {
  readonly description: string;
  /** Tags that it has, among others. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Finds the usable keys with these marks. A key has no name that is taken: an apply that is killed
 * before it gives the key its alias leaves one that no later apply meets, and that is paid for.
 *
 * @returns their ids, the newest first. Keys that these credentials may not look at are none
 */
export async function findKeys(kms: KMSClient, marks: KeyMarks): Promise<string[]> {
  const found: KeyMetadata[] = [];
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    const page = await Promise.all(Keys.map(({ KeyId }) => look(kms, KeyId!, marks)));
    found.push(...page.filter((key) => key !== undefined));
  }
  return found
    .toSorted((a, b) => Number(b.CreationDate) - Number(a.CreationDate))
    .map(({ KeyId }) => KeyId!);
}

/** Undefined for any other key. */
async function look(
  kms: KMSClient,
  KeyId: string,
  { description, tags }: KeyMarks,
): Promise<KeyMetadata | undefined> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    const { KeyState, Description } = KeyMetadata!;
    if (KeyState !== "Enabled" || Description !== description) return undefined;
    // KMS allows 50 tags a key and gives as many at a time (API reference, ListResourceTags).
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    const has = new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
    return Object.entries(tags).every(([key, value]) => has.get(key) === value)
      ? KeyMetadata
      : undefined;
  } catch (error) {
    // The policy of each key says who may look at it.
    if ((error as Error).name === "AccessDeniedException") return undefined;
    throw error;
  }
}
