/** Of the Terraform JSON, as the synth has written it. */
export type Block = Readonly<Record<string, unknown>>;

export interface StackJson {
  readonly provider?: Readonly<
    Record<
      string,
      readonly {
        readonly default_tags?: readonly { readonly tags?: Block }[];
        readonly ignore_tags?: readonly { readonly keys?: readonly string[] }[];
      }[]
    >
  >;
  readonly terraform?: { readonly backend?: { readonly s3?: Block } };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly module?: Block;
  readonly moved?: readonly { readonly from: string }[];
}

/** What bootstrap-stack says of the backend, with its references replaced by what they stand for. */
export class ExpectedBackend {
  private readonly resources: NonNullable<StackJson["resource"]>;

  /** @param keyArn of the key that there is; without it, what refers to it is expected to be anything */
  constructor({ resource = {} }: StackJson, keyArn: string | undefined) {
    const values = new Map<string, string>();
    for (const [name, { bucket }] of Object.entries(resource["aws_s3_bucket"] ?? {})) {
      values.set(`aws_s3_bucket.${name}.id`, String(bucket));
      values.set(`aws_s3_bucket.${name}.bucket`, String(bucket));
      values.set(`aws_s3_bucket.${name}.arn`, `arn:aws:s3:::${String(bucket)}`);
    }
    for (const name of Object.keys(resource["aws_kms_key"] ?? {})) {
      if (keyArn !== undefined) values.set(`aws_kms_key.${name}.arn`, keyArn);
    }
    this.resources = replaceReferences(resource, values) as typeof resource;
  }

  /** Names of the buckets that the stack makes. */
  get buckets(): string[] {
    return this.all("aws_s3_bucket").map(({ bucket }) => String(bucket));
  }

  /** The resource of a type that configures a bucket, as `aws_s3_bucket_versioning`. */
  setting(type: string, bucket: string): Block | undefined {
    return this.all(type).find((block) => block["bucket"] === bucket);
  }

  get table(): Block | undefined {
    return this.all("aws_dynamodb_table")[0];
  }

  get key(): Block | undefined {
    return this.all("aws_kms_key")[0];
  }

  private all(type: string): Block[] {
    return Object.values(this.resources[type] ?? {});
  }
}

/**
 * What `npm run bootstrap` itself makes, before any Terraform runs; all else is bootstrap-stack's,
 * and not there when stand-ins take its place.
 */
export const madeWithoutTerraform = (bucket: string): StackJson => ({
  resource: {
    aws_s3_bucket: { state: { bucket } },
    aws_s3_bucket_versioning: {
      state: { bucket, versioning_configuration: { status: "Enabled" } },
    },
    aws_s3_bucket_public_access_block: {
      state: {
        bucket,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      },
    },
    aws_dynamodb_table: {
      locks: { hash_key: "LockID", attribute: [{ name: "LockID", type: "S" }] },
    },
  },
});

const REFERENCE = /\$\{([^{}]+)\}/g;

function replaceReferences(json: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof json === "string") {
    return json.replace(REFERENCE, (whole, expression) => values.get(expression) ?? whole);
  }
  if (Array.isArray(json)) return json.map((item) => replaceReferences(item, values));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, replaceReferences(value, values)]),
  );
}

/** Addresses of a stack's own resources and modules, and those that it has moved from. */
export const addressesIn = ({ resource = {}, module = {}, moved = [] }: StackJson): string[] => [
  ...Object.keys(module).map((name) => `module.${name}`),
  ...Object.entries(resource).flatMap(([type, bodies]) =>
    Object.keys(bodies).map((name) => `${type}.${name}`),
  ),
  ...moved.map(({ from }) => from),
];
