import { grouped } from "./parts";
import { idOf } from "./names";
import { INTERNET, type End, type Reach } from "./reach";
import type { DrawnNode } from "./shape";

/** Those outside of the network: the internet, and others. Who may do the same are drawn as one. */
export class Outside {
  private readonly groups: readonly (readonly string[])[];

  constructor(reach: readonly Reach[]) {
    const names = new Set(
      reach.flatMap(({ from, to }) =>
        [from, to].flatMap((end) => ("outside" in end ? [end.outside] : [])),
      ),
    );
    const mayDo = (name: string): string =>
      JSON.stringify(
        reach.flatMap(({ from, to, ports }) => {
          if (isNamed(from, name)) return [["from", to, ports]];
          return isNamed(to, name) ? [["to", from, ports]] : [];
        }),
      );
    const same = (name: string): string => (name === INTERNET ? name : mayDo(name));
    this.groups = [...grouped([...names].toSorted(), same).values()];
  }

  get nodes(): DrawnNode[] {
    return this.groups.map((names) => ({
      id: this.idOf({ outside: names[0]! }),
      title: names.length === 1 ? names[0]! : `${names.length} networks`,
      kind: "",
      facts: names.length === 1 ? [] : names,
      look: names[0] === INTERNET ? "internet" : "outside",
      addresses: [],
      changes: [],
    }));
  }

  idOf(end: End): string {
    if ("unit" in end) return idOf(end.unit);
    const [first] = this.groups.find((names) => names.includes(end.outside))!;
    return idOf(`outside/${first}`);
  }
}

const isNamed = (end: End, name: string): boolean => "outside" in end && end.outside === name;
