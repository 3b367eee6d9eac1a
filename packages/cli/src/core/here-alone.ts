/** Variables by which a hook of git's, or the npm that has started this, would have others work elsewhere. */
const ELSEWHERE =
  /^(GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|PREFIX)|npm_(config_local_prefix|command|lifecycle_\w+|package_\w+)|INIT_CWD)$/;

const { env: own } = process;

/** Variables without those. @param env @default those of this process */
export const hereAlone = (env: NodeJS.ProcessEnv = own): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ELSEWHERE.test(name)));
