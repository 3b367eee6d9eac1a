import type { Draft } from "../../option-rules";
import { shown } from "../../shown";

/** What containers of a task are held against together. Takes what is not checked yet. */
type Some = Draft<{ name: string; readonlyRootFilesystem: boolean; writablePaths: string[] }>;

/** The agent of ECS Exec writes there (ECS developer guide, "Considerations for using ECS Exec"). */
export function agentFault(exec: unknown, containers: readonly (Some | undefined)[]) {
  const closed = containers.filter((one) => exec === true && one?.readonlyRootFilesystem === true);
  return closed.length === 0
    ? undefined
    : `no readonlyRootFilesystem: true while exec is on, whose agent writes there, as in ${closed.map((one) => shown(one?.name)).join(", ")}`;
}

/** Name of a container's volume: letters, digits, _ and - are what ECS takes (ECS API, Volume). */
export const volumeName = (container: string, path: string): string =>
  `${container}-${path.slice(1).replaceAll(/[^A-Za-z0-9_-]/g, "-")}`;

export function volumesFault(containers: readonly (Some | undefined)[]): string | undefined {
  const names = containers.flatMap((one) =>
    (Array.isArray(one?.writablePaths) ? one.writablePaths : []).map((path) =>
      volumeName(String(one?.name), String(path)),
    ),
  );
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice === undefined
    ? undefined
    : `writablePaths that differ in letters or digits, as volumes are called by them: ${shown(twice)} is there twice`;
}
