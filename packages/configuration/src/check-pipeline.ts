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
  const { image, pushedImages, propose } = pipeline;
  const place = ["organization", "delivery", "pipeline"];
  const built = Object.keys(image?.services ?? {});
  const pushed = pushedImages?.services ?? [];
  const applications = Object.entries(pipeline.applications ?? {});
  const builds = [
    { at: ["image"], services: built, buildImage: image?.buildImage },
    ...applications.map(([name, own]) => ({
      at: ["applications", name],
      services: Object.keys(own.services),
      buildImage: own.buildImage,
    })),
  ];
  const builtAnywhere = builds.flatMap((one) => one.services);
  const services = new Set([...builtAnywhere, ...pushed]);
  return [
    ...pushed.flatMap((service): Mismatch[] => {
      const expected = builtAnywhere.includes(service)
        ? "a service that neither image nor applications build: its own pushes would start the pipeline anew"
        : unknownService(environments, service);
      return expected === undefined
        ? []
        : [[[...place, "pushedImages", "services"], service, expected]];
    }),
    ...builds.flatMap(({ at, buildImage, ...own }, index) =>
      own.services.flatMap((service): Mismatch[] => {
        const where = [...place, ...at, "services", service];
        const before = builds.slice(0, index).find((one) => one.services.includes(service));
        if (before !== undefined) {
          return [[where, service, `a service that ${before.at.join(".")} does not build`]];
        }
        return unbuildable(environments, service, buildImage).map(([got, expected]) => [
          where,
          got,
          expected,
        ]);
      }),
    ),
    ...applications.flatMap(([name, { repository }]): Mismatch[] =>
      repository === pipeline.repository
        ? [
            [
              [...place, "applications", name, "repository"],
              repository,
              "another repository than the pipeline's own, whose images image.services builds",
            ],
          ]
        : [],
    ),
    ...(propose.environments ?? []).flatMap((name): Mismatch[] => {
      const environment = environments.find((one) => one.name === name);
      const having = environments
        .filter((one) => one.services.some((service) => services.has(service.name)))
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
  const unknown = unknownService(environments, service);
  if (unknown !== undefined) return [[service, unknown]];
  const architectures = runsOn(environments, service);
  const [architecture] = architectures;
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

/** What is expected in place of the name of a service that there is not. */
function unknownService(environments: readonly Environment[], service: string): string | undefined {
  const names = [...new Set(environments.flatMap((one) => one.services.map(({ name }) => name)))];
  return names.includes(service) ? undefined : `the name of a service, one of ${names.join(", ")}`;
}
