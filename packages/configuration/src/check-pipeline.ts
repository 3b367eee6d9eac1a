import type { Environment } from "./environment";
import type { Organization } from "./organization-schema";
import { runsOn } from "./proposals";

type Mismatch = [path: PropertyKey[], got: string, expected: string];

/** What a pipeline that builds images expects of the environments: path, what was got, what was expected. */
export function pipelineMismatches(
  { delivery: { pipeline } }: Organization,
  environments: readonly Environment[],
): Mismatch[] {
  if (pipeline === undefined) return [];
  const { image, propose } = pipeline;
  const place = ["organization", "delivery", "pipeline"];
  const services = Object.keys(image?.services ?? {});
  return [
    ...services.flatMap((service): Mismatch[] =>
      unbuildable(environments, service, image?.buildImage).map(([got, expected]) => [
        [...place, "image", "services", service],
        got,
        expected,
      ]),
    ),
    ...(propose.environments ?? []).flatMap((name): Mismatch[] => {
      const environment = environments.find((one) => one.name === name);
      const having = environments
        .filter((one) => one.services.some((service) => services.includes(service.name)))
        .map((one) => one.name);
      return environment && having.includes(name)
        ? []
        : [
            [
              [...place, "propose", "environments"],
              name,
              having.length === 0
                ? "none, as no environment has a service whose images come from the pipeline"
                : `some of ${having.join(", ")}, which have services whose images come from the pipeline`,
            ],
          ];
    }),
  ];
}

/** Why the image of a service cannot be built: what was got, and what was expected. */
function unbuildable(
  environments: readonly Environment[],
  service: string,
  buildImage: string | undefined,
): [got: string, expected: string][] {
  const architectures = runsOn(environments, service);
  const [architecture] = architectures;
  if (architecture === undefined) {
    const names = [...new Set(environments.flatMap((one) => one.services.map(({ name }) => name)))];
    return [[service, `the name of a service, one of ${names.join(", ")}`]];
  }
  if (architectures.length > 1) {
    const where = environments.flatMap(({ name, services }) =>
      services.flatMap((one) =>
        one.name === service ? [`${one.cpuArchitecture} in ${name}`] : [],
      ),
    );
    return [
      [
        where.join(" and "),
        "one cpuArchitecture in all environments, on which the pipeline builds it",
      ],
    ];
  }
  const other = architecture === "ARM64" ? /x86_64/ : /aarch64/;
  return buildImage?.startsWith("aws/codebuild/") && other.test(buildImage)
    ? [
        [
          `${architecture} with buildImage ${buildImage}`,
          "an image of CodeBuild for the same processor",
        ],
      ]
    : [];
}
