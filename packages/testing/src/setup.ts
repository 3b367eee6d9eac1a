// As main.ts does: a third of a synth's time.
Error.captureStackTrace = () => {};
