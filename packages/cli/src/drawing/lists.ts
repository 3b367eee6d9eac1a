import { GROUPS, groupOf, kindOf } from "./kinds";
import { named } from "./names";
import { grouped, kindOfPart } from "./parts";
import type { DrawnList, DrawnRow } from "./shape";
import type { Unit } from "./units";

/** How many rows of one kind are told one by one. */
const ROWS = 6;

/** What has no place in a network, by what it is for. */
export function listsOf(units: readonly Unit[]): DrawnList[] {
  return GROUPS.flatMap((group) => {
    const own = units.filter(({ main }) => groupOf(main.type) === group);
    const rows = [...grouped(own, ({ main }) => main.type).values()].flatMap((those) =>
      those.length > ROWS ? [together(those)] : those.map(rowOf),
    );
    return rows.length === 0 ? [] : [{ group, rows }];
  });
}

const rowOf = (unit: Unit): DrawnRow => ({ ...named(unit), kind: kindOfPart(unit) });

/** Many of one kind in one row: `11 SSM parameters`. */
function together(units: readonly Unit[]): DrawnRow {
  const { main, key } = units[0]!;
  const kind = kindOf(main.type);
  return {
    id: named(units[0]!).id,
    title: `${units.length} ${kind.replace(/y$/, "ie")}s`,
    kind: key.includes("/") ? `in ${key.split("/")[0]}` : "",
    addresses: units.flatMap((unit) => named(unit).addresses),
    changes: units.flatMap((unit) => {
      const { title, changes } = named(unit);
      return changes.map((one) => ({ ...one, name: title }));
    }),
  };
}
