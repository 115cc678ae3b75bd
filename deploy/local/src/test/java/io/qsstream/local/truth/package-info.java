/**
 * The pipeline's answers, computed a second time from the truth file alone, sharing no code with the pipeline: what both
 * get wrong in the same way is the only mistake that stays unseen.
 */
package io.qsstream.local.truth;
