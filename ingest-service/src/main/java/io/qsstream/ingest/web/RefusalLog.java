package io.qsstream.ingest.web;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs refusals at a bounded rate, because strangers decide how many there are: one line per outcome and ten seconds,
 * which says how many it stands for.
 */
@Singleton
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    static final Duration QUIET = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<Outcome, Instant> lastLogged = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Long> since = new EnumMap<>(Outcome.class);

    RefusalLog(Clock clock) {
        this.clock = clock;
    }

    /**
     * Notes one refusal.
     *
     * @param reason a word of ours, never a text that came from outside
     */
    void note(Outcome outcome, String reason) {
        long count = due(outcome);
        if (count > 0) {
            LOG.atWarn()
                    .addKeyValue("outcome", outcome.label())
                    .addKeyValue("reason", reason)
                    .addKeyValue("count", count)
                    .log("Refused");
        }
    }

    /** How many refusals a line logged now would stand for; 0 where it is not yet time for one. */
    synchronized long due(Outcome outcome) {
        long count = since.merge(outcome, 1L, Long::sum);
        Instant now = clock.instant();
        Instant last = lastLogged.get(outcome);
        // A clock that was set back must not silence the log.
        if (last != null && Duration.between(last, now).abs().compareTo(QUIET) < 0) {
            return 0;
        }
        lastLogged.put(outcome, now);
        since.put(outcome, 0L);
        return count;
    }
}
