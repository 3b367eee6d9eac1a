/**
 * Condition of a service without deployment hooks. Not every emulator has the block. The review of
 * pull requests knows it, as a new service has it too.
 */
export const NO_HOOKS = "${try(length(self.deployment_configuration[0].lifecycle_hook), 0) == 0}";
