import type { Buildspec } from "./build-project";

/** Variables that the build of an image hands on. */
export const IMAGE_VARIABLES = {
  tag: "IMAGE_TAG",
  digest: "IMAGE_DIGEST",
  /** "yes", or "no" where the image was there already. */
  built: "IMAGE_BUILT",
} as const;

/** What the tags of images begin with that are built here; the commit follows. */
export const BUILT_TAG_PREFIX = "sha-";

/** Folder in which the results are handed in; outside of it until the end, as `.` may be built. */
const REPORTS = "reports";

/** In which file of the machine the variables wait for the shell of the build. */
const HANDED_ON = "/tmp/groundwork-image.sh";

/**
 * Builds and pushes the image of one service, with SERVICE, FOLDER, REPOSITORY and PLATFORM in the
 * environment. Nothing of the repository but the Dockerfile is run here.
 */
const SCRIPT = `
results=$(mktemp -d) step="the folder" known=no
mkdir "$results/reports"

# The results, of a build that failed as well. Without a file CodeBuild would miss the report.
hand_in() {
  code=$?
  failure=""
  if [ "$code" -ne 0 ]; then failure="<failure message=\\"$step failed; the log says why\\"/>"; fi
  echo "<testsuite name=\\"image of $SERVICE\\" tests=\\"1\\" failures=\\"$((code != 0))\\"><testcase classname=\\"$FOLDER\\" name=\\"image\\">$failure</testcase></testsuite>" > "$results/reports/image.xml"
  rm -rf ${REPORTS} && mv "$results/reports" ${REPORTS}
  rm -rf "$results"
}
trap hand_in EXIT

hand_on() {
  if [[ ! $2 =~ ^sha256:[0-9a-f]{64}$ ]]; then echo "got the digest $2, expected sha256: and 64 hexadecimal digits" >&2; exit 1; fi
  printf "export ${IMAGE_VARIABLES.tag}=%s ${IMAGE_VARIABLES.digest}=%s ${IMAGE_VARIABLES.built}=%s\\n" "$1" "$2" "$3" > ${HANDED_ON}
  echo "$REPOSITORY:$1@$2, built: $3"
}

has_stage() { grep -qiE "^FROM[[:space:]].+[[:space:]]AS[[:space:]]+$1[[:space:]]*$" "$FOLDER/Dockerfile"; }

# What a Dockerfile runs never meets the credentials of the build.
build() { env -u AWS_CONTAINER_CREDENTIALS_RELATIVE_URI -u AWS_CONTAINER_CREDENTIALS_FULL_URI docker buildx build --platform "$PLATFORM" --provenance=false "$@" "$FOLDER"; }

if [ ! -f "$FOLDER/Dockerfile" ]; then
  echo "$FOLDER/Dockerfile: got no such file, expected it, as delivery.pipeline.image.services names the folder for $SERVICE" >&2
  exit 1
fi
# The last commit that changed the folder names the image: what was built once is not built again.
commit=$(git log -1 --format=%H -- "$FOLDER")
tag="${BUILT_TAG_PREFIX}\${commit:0:12}" registry=\${REPOSITORY%%/*} repository=\${REPOSITORY#*/}

step="the question for the image $tag"
if digest=$(aws ecr describe-images --repository-name "$repository" --image-ids imageTag="$tag" --query "imageDetails[0].imageDigest" --output text 2> "$results/said"); then
  known=yes
elif ! grep -q ImageNotFoundException "$results/said"; then
  cat "$results/said" >&2
  exit 1
fi
if [ "$known" = yes ]; then hand_on "$tag" "$digest" no; exit 0; fi

# Images of CodeBuild start the daemon themselves (user guide, "Docker image sample").
step="the start of Docker"
if ! docker info > /dev/null 2>&1; then
  dockerd > "$results/dockerd" 2>&1 &
  timeout 60 bash -c "until docker info > /dev/null 2>&1; do sleep 1; done" || { cat "$results/dockerd" >&2; exit 1; }
fi

step="the stage reports of the Dockerfile"
if has_stage reports; then build --target reports --output "type=local,dest=$results/reports/tests"; fi
step="the stage test of the Dockerfile"
if has_stage test; then build --target test --output type=cacheonly; else echo "$FOLDER/Dockerfile has no stage named test, so nothing was tested."; fi
step="the build"
build --output type=cacheonly

step="the push"
aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
build --push --label "org.opencontainers.image.revision=$commit" --tag "$REPOSITORY:$tag" --metadata-file "$results/metadata.json"
docker logout "$registry"
hand_on "$tag" "$(jq -er ".[\\"containerimage.digest\\"]" "$results/metadata.json")" yes
`;

/**
 * Tests, builds and pushes the image of a service, unless the registry has it; the results as a
 * report, also of a build that failed.
 */
export const imageBuildspec = (reportGroupArn: string | undefined): Buildspec => ({
  version: 0.2,
  env: { shell: "bash", "exported-variables": Object.values(IMAGE_VARIABLES) },
  phases: {
    build: {
      commands: [
        // A shell of its own, which ends at the first failure. It is not read from standard input,
        // which one of its commands may take.
        `bash -euo pipefail -c "$(cat <<'GROUNDWORK'${SCRIPT}GROUNDWORK\n)"`,
        `. ${HANDED_ON}`,
      ],
    },
  },
  ...(reportGroupArn !== undefined && {
    reports: {
      [reportGroupArn]: {
        "base-directory": REPORTS,
        files: ["**/*.xml"],
        "file-format": "JUNITXML",
      },
    },
  }),
});
