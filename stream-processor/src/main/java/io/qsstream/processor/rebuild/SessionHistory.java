package io.qsstream.processor.rebuild;

import io.qsstream.processor.completeness.DeadLettered;
import io.qsstream.processor.leg.LegFacts;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normalised.LegReport;
import io.qsstream.processor.report.ReportedAlerts;
import io.qsstream.processor.report.SessionRecords;
import io.qsstream.processor.report.ZoomFigures;
import io.qsstream.processor.window.UserWindows;
import io.qsstream.processor.window.Windowing;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.LegState;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.ReportLegState;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.UserWindowState;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the log says of one session, taken in by the stages' own rules. Nothing is too late here: a sample that came
 * after its window was forgotten counts like any other that is late.
 */
final class SessionHistory implements SessionRecords {

    private final Windowing windowing;
    private final SortedMap<Instant, SortedMap<String, UserWindowState>> windows = new TreeMap<>();
    private final Map<String, LegState> legs = new HashMap<>();
    private final Map<String, ReportLegState> told = new HashMap<>();
    private SessionKind kind = SessionKind.UNKNOWN;
    private int deadLettered;
    private @Nullable Instant lastHeard;

    SessionHistory(Windowing windowing) {
        this.windowing = windowing;
    }

    /**
     * Takes one event in; in the order of the log.
     *
     * @param said by an event of this session
     * @param heard whether the session itself was heard of, and not only asked about
     * @return how many more distinct samples there are, which are what a history takes up memory by
     */
    int take(Normalised said, Instant receipt, boolean heard) {
        kind = said.kind().compareTo(kind) > 0 ? said.kind() : kind;
        lastHeard = heard ? receipt : lastHeard;
        deadLettered += DeadLettered.among(said.rejections());
        int more = 0;
        for (QosSample sample : said.samples()) {
            more += take(sample, receipt);
        }
        for (LegReport report : said.legs()) {
            legs.put(report.userId(), LegFacts.takeIn(leg(report.userId()), report.fact(), Instant.MIN));
            if (!report.figures().isEmpty()) {
                told.put(report.userId(), ZoomFigures.takeIn(told(report.userId()), report.figures()));
            }
        }
        return more;
    }

    private int take(QosSample sample, Instant receipt) {
        Instant start = windowing.startOf(sample.getSampleTime());
        SortedMap<String, UserWindowState> users = windows.computeIfAbsent(start, unused -> new TreeMap<>());
        UserWindowState known = users.getOrDefault(sample.getUserId(), UserWindows.none());
        boolean late = windowing.isClosed(start, receipt);
        UserWindowState state = UserWindows.takeIn(known, sample, late).state();
        users.put(sample.getUserId(), state);
        return state.getSamples().size() - known.getSamples().size();
    }

    /** Takes a transition of one of the session's alerts in; a session's own alert is in no user's report. */
    void take(AlertTransition transition) {
        String userId = transition.getUserId();
        if (userId != null) {
            told.put(userId, ReportedAlerts.takeIn(told(userId), transition));
        }
    }

    SessionKind kind() {
        return kind;
    }

    int deadLettered() {
        return deadLettered;
    }

    /** Whether nobody has spoken of the session since then. */
    boolean isSilentSince(Instant time) {
        return lastHeard == null || lastHeard.isBefore(time);
    }

    /** Whether a leave was heard of everybody of whom anything was. */
    boolean haveAllLeft() {
        return userIds().stream()
                .allMatch(
                        user -> LegFacts.lastKnownBefore(leg(user), Instant.MAX).getLeft());
    }

    /** The users' windows of a time, in order of user. */
    SortedMap<String, UserWindowState> users(Instant start) {
        return windows.getOrDefault(start, Collections.emptySortedMap());
    }

    @Override
    public SortedSet<Instant> windowStarts() {
        return new TreeSet<>(windows.keySet());
    }

    @Override
    public SortedSet<String> userIds() {
        SortedSet<String> users = new TreeSet<>(legs.keySet());
        windows.values().forEach(window -> users.addAll(window.keySet()));
        return users;
    }

    @Override
    public @Nullable UserWindowState window(Instant start, String userId) {
        return users(start).get(userId);
    }

    @Override
    public LegState leg(String userId) {
        return legs.getOrDefault(userId, LegFacts.none());
    }

    @Override
    public ReportLegState told(String userId) {
        return told.getOrDefault(userId, new ReportLegState(List.of(), List.of()));
    }
}
