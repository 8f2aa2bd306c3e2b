import fc from 'fast-check';

/**
 * Properties draw the same values in every run, so that a change alone decides whether they hold. Another seed looks
 * elsewhere: CHAOS_TEST_SEED=7 npm test.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.CHAOS_TEST_SEED ?? 20_261_121) });
