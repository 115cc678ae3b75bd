package io.qsstream.dashboard.view;

import java.util.Map;

/**
 * How far a backfill is that somebody asked for.
 *
 * @param state LISTING, RUNNING, DONE or FAILED
 * @param sessions how many it asks for
 * @param done of these, how many were answered
 * @param records raw events that were published of the answers; what was there already changes nothing
 * @param samplesTooOld samples that were left out, because their windows are closed for good
 * @param outcomes sessions by what became of them: complete, or what is missing
 */
public record RefreshView(
        String id,
        String state,
        int sessions,
        int done,
        long records,
        long samplesTooOld,
        Map<String, Integer> outcomes) {

    public RefreshView {
        outcomes = Map.copyOf(outcomes);
    }
}
