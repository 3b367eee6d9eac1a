/** GiB of memory by size (RDS user guide, "Hardware specifications for DB instance classes"). */
const BURSTABLE = { micro: 1, small: 2, medium: 4, large: 8, xlarge: 16, "2xlarge": 32 } as const;
const GENERAL = {
  large: 8,
  xlarge: 16,
  "2xlarge": 32,
  "4xlarge": 64,
  "8xlarge": 128,
  "12xlarge": 192,
  "16xlarge": 256,
} as const;

/** Families that RDS for PostgreSQL has in most regions, as `t4g`, with the memory of each size. */
const FAMILIES = {
  t3: BURSTABLE,
  t4g: BURSTABLE,
  m6g: GENERAL,
  m6i: GENERAL,
  m7g: GENERAL,
  m7i: GENERAL,
  m8g: GENERAL,
  r6g: GENERAL,
  r6i: GENERAL,
  r7g: GENERAL,
  r7i: GENERAL,
  r8g: GENERAL,
} as const;

type Families = typeof FAMILIES;

/** As `db.t4g.micro`. */
export type InstanceClass = {
  [Family in keyof Families]: `db.${Family}.${keyof Families[Family] & string}`;
}[keyof Families];

export const INSTANCE_CLASSES = Object.entries(FAMILIES).flatMap(([family, sizes]) =>
  Object.keys(sizes).map((size) => `db.${family}.${size}` as InstanceClass),
);

export const INSTANCE_FAMILIES = Object.keys(FAMILIES);

/** Memory of an instance in GiB. Those that begin with r have twice as much as others of their size. */
export function memoryGiB(instanceClass: InstanceClass): number {
  const [, family = "", size = ""] = instanceClass.split(".");
  const sizes: Readonly<Record<string, number>> = FAMILIES[family as keyof Families];
  return sizes[size]! * (family.startsWith("r") ? 2 : 1);
}
