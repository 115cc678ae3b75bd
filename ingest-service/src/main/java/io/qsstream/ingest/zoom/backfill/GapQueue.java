package io.qsstream.ingest.zoom.backfill;

import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.CompletenessReason;
import io.qsstream.v1.CompletenessVerdict;
import io.qsstream.v1.SampleGap;
import io.qsstream.v1.SessionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions of which samples are missing, until Zoom is asked for them: sessions with alerts first, else those that have
 * waited longest. Time is passed in.
 *
 * <p>A session waits for a while, because Zoom's own retries may still bring what is missing (qss-reference §3); a verdict
 * that says so takes it out again. It is asked for once, and again only where more is missing than the last time: what the
 * API does not have would be asked for for ever. What a backfill would leave out for its age is not asked for at all.
 *
 * <p>A session of which nobody's leave was heard may have gone on unheard: it is asked for too, unless no session of its
 * account has told a leave so far, as where an account has not subscribed to the summaries.
 */
final class GapQueue {

    /** Sessions of which is remembered that they were asked for. */
    private static final int REMEMBERED = 50_000;

    /** Where a verdict stands in the log. */
    record Place(int partition, long offset) {}

    /** A session that is to be asked for. */
    record Due(SessionKey session, BackfillRequest request, int missing) {}

    private record Waiting(Due due, Instant from, Instant lastGap, Place place) {}

    private final ZoomCredentials credentials;
    private final Duration delay;
    private final Duration maxAge;
    private final Map<SessionKey, Waiting> waiting = new HashMap<>();
    /** How many samples were missing when a session was asked for; the oldest go first. */
    private final Map<SessionKey, Integer> asked = new LinkedHashMap<>();
    /** Accounts of which a leave was heard; oldest first. */
    private final Set<String> tellLeaves = new LinkedHashSet<>();

    /**
     * @param delay for which a session waits
     * @param maxAge of samples that a backfill publishes
     */
    GapQueue(ZoomCredentials credentials, Duration delay, Duration maxAge) {
        this.credentials = credentials;
        this.delay = delay;
        this.maxAge = maxAge;
    }

    /**
     * Takes a verdict in; the last one of a session counts.
     *
     * @param emitted when it was
     */
    synchronized void take(CompletenessVerdict verdict, Instant emitted, Place place) {
        SessionKey session = new SessionKey(verdict.getAccountId(), verdict.getSessionId());
        Waiting before = waiting.remove(session);
        boolean openEnd = verdict.getReasons().contains(CompletenessReason.NO_LEAVE_HEARD);
        if (!openEnd) {
            remember(verdict.getAccountId());
        }
        boolean mayHaveGoneOn = openEnd && tellLeaves.contains(verdict.getAccountId());
        boolean isMissed = verdict.getVerdict() == Completeness.PARTIAL || verdict.getVerdict() == Completeness.MISSING;
        int missing = verdict.getExpectedSamples() - verdict.getReceivedSamples();
        if (!(isMissed || mayHaveGoneOn) || missing <= asked.getOrDefault(session, -1)) {
            return;
        }
        // Until when a session went on of which no leave was heard, nobody knows.
        Optional<Instant> lastGap = mayHaveGoneOn
                ? Optional.of(emitted)
                : verdict.getGaps().stream().map(SampleGap::getTo).max(Comparator.naturalOrder());
        Optional<BackfillRequest> request = request(verdict);
        if (request.isPresent() && lastGap.isPresent()) {
            waiting.put(
                    session,
                    new Waiting(
                            new Due(session, request.get(), missing),
                            before == null ? emitted.plus(delay) : before.from(),
                            lastGap.get(),
                            place));
        }
    }

    private void remember(String accountId) {
        tellLeaves.add(accountId);
        if (tellLeaves.size() > REMEMBERED) {
            tellLeaves.remove(tellLeaves.iterator().next());
        }
    }

    /** What is to be asked for now, at most so many; it waits on until {@link #asked}. */
    synchronized List<Due> due(Instant now, int most) {
        Instant tooOld = now.minus(maxAge);
        waiting.values().removeIf(each -> each.lastGap().isBefore(tooOld));
        return waiting.values().stream()
                .filter(each -> !now.isBefore(each.from()))
                .sorted(Comparator.comparing(
                                (Waiting each) -> !each.due().request().alerted())
                        .thenComparing(Waiting::from)
                        .thenComparing(each -> each.due().session().toString()))
                .limit(Math.max(0, most))
                .map(Waiting::due)
                .toList();
    }

    /** It was asked for. */
    synchronized void asked(Due due) {
        waiting.remove(due.session());
        asked.remove(due.session());
        asked.put(due.session(), due.missing());
        if (asked.size() > REMEMBERED) {
            asked.remove(asked.keySet().iterator().next());
        }
    }

    /** From here on the partition would have to be read again after a crash; {@code next} where nothing waits. */
    synchronized long restart(int partition, long next) {
        return waiting.values().stream()
                .filter(each -> each.place().partition() == partition)
                .mapToLong(each -> each.place().offset())
                .min()
                .orElse(next);
    }

    /** The partition is another's now, who reads what waits here. */
    synchronized void forget(int partition) {
        waiting.values().removeIf(each -> each.place().partition() == partition);
    }

    synchronized int size(boolean alerted) {
        return (int) waiting.values().stream()
                .filter(each -> each.due().request().alerted() == alerted)
                .count();
    }

    /** Empty where Zoom's API does not know such a session, or not with our credentials. */
    private Optional<BackfillRequest> request(CompletenessVerdict verdict) {
        Optional<Kind> kind = kind(verdict.getSessionKind());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        BackfillRequest.Asked asks = new BackfillRequest.Asked(
                verdict.getSessionId(),
                null,
                verdict.getAccountId(),
                kind.get().name(),
                null,
                null,
                verdict.getAlertCount() > 0);
        return BackfillRequest.parse(asks, credentials) instanceof BackfillRequest.Parsed.Valid valid
                ? Optional.of(valid.request())
                : Optional.empty();
    }

    private static Optional<Kind> kind(SessionKind kind) {
        return switch (kind) {
            case MEETING -> Optional.of(Kind.MEETING);
            case WEBINAR -> Optional.of(Kind.WEBINAR);
            case VIDEO_SDK_SESSION -> Optional.of(Kind.SESSION);
            // Zoom's API has no QoS of phone calls (qss-reference §4.2).
            case PHONE_CALL, UNKNOWN -> Optional.empty();
        };
    }
}
