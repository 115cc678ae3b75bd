package io.qsstream.dashboard.view;

import java.util.Map;
import java.util.Objects;

/**
 * How far a backfill is that somebody asked for.
 *
 * @param state LISTING, RUNNING, DONE or FAILED
 * @param sessions how many it asks for
 * @param done of these, how many were answered
 * @param records raw events that were published of the answers; what was there already changes nothing
 * @param samplesTooOld samples that were left out, because the raw events that go with them are deleted or will be soon
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
        // Ingest writes no empty map: while nothing is done there is none.
        outcomes = Map.copyOf(Objects.requireNonNullElse(outcomes, Map.of()));
    }
}
