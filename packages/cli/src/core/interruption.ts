/**
 * That somebody wants the command to end. The first Ctrl-C aborts it, for whatever can be ended in
 * good order; what has nothing to put in order, such as a synth, ends at once.
 */
export const interruption = new AbortController();
