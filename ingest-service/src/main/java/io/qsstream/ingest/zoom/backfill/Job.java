package io.qsstream.ingest.zoom.backfill;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One backfill and how far it is. Guarded by itself. */
final class Job {

    /** Where it is. */
    enum State {
        LISTING,
        RUNNING,
        DONE,
        /** What Zoom listed could not be read. */
        FAILED
    }

    /** How far it is, as others may see it: counts, no ids but the job's own. */
    record Progress(
            String id,
            State state,
            int sessions,
            int done,
            int records,
            int samplesTooOld,
            Map<String, Integer> outcomes) {}

    final String id;
    final BackfillRequest request;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private boolean listed;
    private @Nullable String failure;
    private int done;
    private int records;
    private int tooOld;

    Job(String id, BackfillRequest request) {
        this.id = id;
        this.request = request;
    }

    synchronized void listed(List<String> sessions) {
        listed = true;
        waiting.addAll(sessions);
    }

    synchronized void done(String session, String outcome, int newRecords, int newTooOld) {
        if (waiting.remove(session)) {
            outcomes.merge(outcome, 1, Integer::sum);
            done++;
            records += newRecords;
            tooOld += newTooOld;
        }
    }

    synchronized void failed(String outcome) {
        failure = outcome;
        outcomes.merge(outcome, 1, Integer::sum);
    }

    synchronized List<String> waiting() {
        return new ArrayList<>(waiting);
    }

    synchronized boolean isListed() {
        return listed;
    }

    synchronized boolean isOver() {
        return failure != null || (listed && waiting.isEmpty());
    }

    synchronized Progress progress() {
        State state = failure != null
                ? State.FAILED
                : !listed ? State.LISTING : waiting.isEmpty() ? State.DONE : State.RUNNING;
        return new Progress(id, state, done + waiting.size(), done, records, tooOld, Map.copyOf(outcomes));
    }
}
