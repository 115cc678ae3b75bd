package io.qsstream.dashboard.view;

import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether all samples of a session came.
 *
 * @param coverage share of the samples due that came, 0 to 1
 * @param gaps the longest, most missing samples first
 * @param gapCount all of them
 * @param summaryAgrees whether Zoom's own summary agrees with ours; absent where there was none to compare
 */
public record CompletenessView(
        Completeness verdict,
        List<CompletenessReason> reasons,
        @Nullable Double coverage,
        int expectedSamples,
        int receivedSamples,
        int lateSamples,
        int duplicateSamples,
        int deadLetteredSamples,
        List<GapView> gaps,
        int gapCount,
        @Nullable Boolean summaryAgrees,
        int revision) {

    public CompletenessView {
        reasons = List.copyOf(reasons);
        gaps = List.copyOf(gaps);
    }
}
