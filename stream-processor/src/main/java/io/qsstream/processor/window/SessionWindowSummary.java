package io.qsstream.processor.window;

import io.qsstream.processor.completeness.WindowCoverage;
import io.qsstream.processor.score.SessionScore;
import io.qsstream.processor.score.SessionScore.RatedMinutes;
import io.qsstream.schema.rules.SessionRule;
import io.qsstream.schema.rules.Verdict;
import io.qsstream.v1.Classification;
import io.qsstream.v1.ClassificationCounts;
import io.qsstream.v1.MeasureOverUsers;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaStats;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.SessionQosWindow;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;
import io.qsstream.v1.UserQosWindow;
import io.qsstream.v1.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Derives a session's window from its users' windows, one user at a time, so that a large webinar costs no list. */
public final class SessionWindowSummary {

    /** The measures of a media, each with the direction in which it gets worse. */
    private enum Measure {
        BITRATE(false),
        LATENCY(true),
        JITTER(true),
        AVG_LOSS(true),
        MAX_LOSS(true),
        FRAME_RATE(false);

        private final boolean greaterIsWorse;

        Measure(boolean greaterIsWorse) {
            this.greaterIsWorse = greaterIsWorse;
        }

        /** Not a function of each: a call of one of six costs more than what it does. */
        @Nullable
        Stats of(StreamStats stream) {
            return switch (this) {
                case BITRATE -> stream.getBitrateKbps();
                case LATENCY -> stream.getLatencyMs();
                case JITTER -> stream.getJitterMs();
                case AVG_LOSS -> stream.getAvgLossPct();
                case MAX_LOSS -> stream.getMaxLossPct();
                case FRAME_RATE -> stream.getFrameRateFps();
            };
        }
    }

    private static final Measure[] MEASURES = Measure.values();
    private static final Media[] MEDIA = Media.values();

    private static final class MediaOverUsers {
        private final Series[] values = new Series[MEASURES.length];
        private int users;

        // Of the user who is being added
        private final double[] sums = new double[MEASURES.length];
        private final long[] counts = new long[MEASURES.length];
        private boolean carried;

        MediaOverUsers() {
            Arrays.setAll(values, measure -> new Series());
        }

        void add(StreamStats stream) {
            carried = true;
            for (int i = 0; i < MEASURES.length; i++) {
                Stats stats = MEASURES[i].of(stream);
                if (stats != null) {
                    sums[i] += stats.getMean() * stats.getCount();
                    counts[i] += stats.getCount();
                }
            }
        }

        /** Of each measure, the mean of all the user's values over his streams of this media; nothing where there is none. */
        void endUser() {
            if (!carried) {
                return;
            }
            users++;
            for (int i = 0; i < MEASURES.length; i++) {
                if (counts[i] > 0) {
                    values[i].add(sums[i] / counts[i]);
                }
                sums[i] = 0;
                counts[i] = 0;
            }
            carried = false;
        }

        @Nullable
        MeasureOverUsers of(Measure measure) {
            return values[measure.ordinal()].overUsers(measure.greaterIsWorse);
        }
    }

    private final @Nullable MediaOverUsers[] media = new MediaOverUsers[MEDIA.length];
    private final Map<Classification, Integer> classifications = new EnumMap<>(Classification.class);
    private final WindowCoverage coverage = new WindowCoverage();
    private final List<SessionRule> rules;
    private @Nullable UserQosWindow first;
    private SessionKind kind = SessionKind.UNKNOWN;
    private @Nullable String sessionNumber;
    private int users;
    private int samples;

    /** @param rules whose limits say when a session is at risk */
    public SessionWindowSummary(List<SessionRule> rules) {
        this.rules = rules;
    }

    /** Adds a user's window and the samples that it is made of. */
    public void add(UserQosWindow window, List<QosSample> windowSamples) {
        if (first == null) {
            first = window;
        }
        users++;
        samples += window.getSampleCount();
        coverage.add(window.getUserId(), windowSamples);
        classifications.merge(window.getClassification(), 1, Integer::sum);
        if (window.getSessionKind().compareTo(kind) > 0) {
            kind = window.getSessionKind();
        }
        String number = window.getSessionNumber();
        if (number != null && (sessionNumber == null || number.compareTo(sessionNumber) > 0)) {
            sessionNumber = number;
        }
        for (StreamStats stream : window.getStreams()) {
            overUsers(stream.getMedia()).add(stream);
        }
        for (MediaOverUsers overUsers : media) {
            if (overUsers != null) {
                overUsers.endUser();
            }
        }
    }

    private MediaOverUsers overUsers(Media of) {
        MediaOverUsers known = media[of.ordinal()];
        if (known == null) {
            known = new MediaOverUsers();
            media[of.ordinal()] = known;
        }
        return known;
    }

    /**
     * The session's record over all users added; null where there was none.
     *
     * @param revision the revision to emit: 1 is FINAL, more is REVISED
     */
    public @Nullable SessionQosWindow summarise(int revision, Instant start, Instant end) {
        if (first == null) {
            return null;
        }
        int rated = users - count(Classification.UNCLASSIFIED);
        int affected = count(Classification.POOR) + count(Classification.BAD);
        SessionQosWindow window = new SessionQosWindow();
        window.setAccountId(first.getAccountId());
        window.setSessionId(first.getSessionId());
        window.setSessionKind(kind);
        window.setSessionNumber(sessionNumber);
        window.setWindowStart(start);
        window.setWindowEnd(end);
        window.setState(revision == 1 ? WindowState.FINAL : WindowState.REVISED);
        window.setRevision(revision);
        window.setUserCount(users);
        window.setClassifiedUserCount(rated);
        window.setAffectedUserCount(affected);
        window.setAffectedShare(rated == 0 ? null : (double) affected / rated);
        window.setScore(score());
        window.setCoverage(coverage.value());
        window.setAtRisk(rules.stream().anyMatch(rule -> rule.verdict(affected, rated) == Verdict.BREACH));
        window.setSampleCount(samples);
        window.setMedia(mediaStats());
        window.setClassifications(new ClassificationCounts(
                count(Classification.GOOD),
                count(Classification.FAIR),
                count(Classification.POOR),
                count(Classification.BAD),
                count(Classification.UNCLASSIFIED)));
        return window;
    }

    /** In one window every user's time is the same, so that users stand for minutes. */
    private @Nullable Double score() {
        List<RatedMinutes> all = new ArrayList<>(classifications.size());
        classifications.forEach((classification, count) -> all.add(new RatedMinutes(count, classification)));
        return SessionScore.of(Map.of("all", all)).score();
    }

    private List<MediaStats> mediaStats() {
        List<MediaStats> stats = new ArrayList<>(media.length);
        for (Media each : MEDIA) {
            MediaOverUsers overUsers = media[each.ordinal()];
            if (overUsers != null) {
                stats.add(new MediaStats(
                        each,
                        overUsers.users,
                        overUsers.of(Measure.BITRATE),
                        overUsers.of(Measure.LATENCY),
                        overUsers.of(Measure.JITTER),
                        overUsers.of(Measure.AVG_LOSS),
                        overUsers.of(Measure.MAX_LOSS),
                        overUsers.of(Measure.FRAME_RATE)));
            }
        }
        return stats;
    }

    private int count(Classification classification) {
        return classifications.getOrDefault(classification, 0);
    }
}
