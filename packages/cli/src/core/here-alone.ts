/** Variables by which a hook of git's, or the npm that has started this, would have others work elsewhere. */
const ELSEWHERE =
  /^(GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|PREFIX)|npm_(config_local_prefix|command|lifecycle_\w+|package_\w+)|INIT_CWD)$/;

/** Variables without those. */
export const hereAlone = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ELSEWHERE.test(name)));
