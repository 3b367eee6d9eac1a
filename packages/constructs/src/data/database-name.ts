/** What PostgreSQL keeps for itself (PostgreSQL, appendix C, "SQL Key Words", reserved), and RDS. */
const RESERVED = new Set(
  [
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check",
    "collate collation column concurrently constraint create cross current_catalog current_date",
    "current_role current_schema current_time current_timestamp current_user default deferrable desc",
    "distinct do else end except false fetch for foreign freeze from full grant group having ilike in",
    "initially inner intersect into is isnull join lateral leading left like limit localtime",
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing postgres",
    "primary rdsadmin references returning right select session_user similar some symmetric",
    "system_user table tablesample template0 template1 then to trailing true union unique user using",
    "variadic verbose when where window with",
  ].flatMap((line) => line.split(" ")),
);

/** Name of the database in the instance: `order-history` -> `order_history`. */
export const databaseName = (name: string): string => name.replaceAll("-", "_");

/** Whether it is a name that RDS takes for a database. */
export const isFreeName = (name: string): boolean => !RESERVED.has(databaseName(name));
