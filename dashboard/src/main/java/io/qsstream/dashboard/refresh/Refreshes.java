package io.qsstream.dashboard.refresh;

import io.qsstream.dashboard.api.Refusal;
import io.qsstream.dashboard.refresh.IngestBackfills.Forgotten;
import io.qsstream.dashboard.refresh.IngestBackfills.Known;
import io.qsstream.dashboard.refresh.IngestBackfills.Outcome;
import io.qsstream.dashboard.refresh.IngestBackfills.Unavailable;
import io.qsstream.dashboard.view.RefreshView;
import io.qsstream.schema.SessionKey;
import io.qsstream.v1.SessionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks for sessions again. Whoever asks for one that was asked for less than {@link #PAUSE} ago gets to see that refresh: ten
 * people at one page cost the calls of one.
 */
public final class Refreshes {

    /** Zoom adds up a minute at a time; asking more often brings nothing new. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    private static final int MOST_REMEMBERED = 1_000;

    private record Asked(String id, Instant at) {}

    private final Optional<IngestBackfills> ingest;
    private final Clock clock;
    private final Map<SessionKey, Asked> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionKey, Asked> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** One session's, and by chance another's. */
    private final Object[] turns = Stream.generate(Object::new).limit(64).toArray();

    Refreshes(Optional<IngestBackfills> ingest, Clock clock) {
        this.ingest = ingest;
        this.clock = clock;
    }

    /** Whether a session of a kind can be asked for. */
    public boolean isPossible(SessionKind kind) {
        return ingest.isPresent() && nameOf(kind).isPresent();
    }

    /**
     * Asks for a session.
     *
     * @throws Refusal if nobody can be asked for it, or ingest does not do it
     */
    RefreshView ask(SessionKey session, SessionKind kind) {
        IngestBackfills backfills = backfills();
        String name = nameOf(kind)
                .orElseThrow(() -> Refusal.badRequest("Zoom's REST API has no quality data of phone calls"));
        // Ingest may take its time: only who asks for the same session waits for its answer, too.
        synchronized (turns[Math.floorMod(session.hashCode(), turns.length)]) {
            Asked asked = lastAsked(session);
            if (asked != null && asked.at().plus(PAUSE).isAfter(clock.instant())) {
                if (backfills.progress(asked.id()) instanceof Known known) {
                    return known.refresh();
                }
            }
            RefreshView refresh = seen(backfills.submit(name, session.accountId(), session.sessionId()));
            remember(session, new Asked(refresh.id(), clock.instant()));
            return refresh;
        }
    }

    private @Nullable Asked lastAsked(SessionKey session) {
        synchronized (recent) {
            return recent.get(session);
        }
    }

    private void remember(SessionKey session, Asked asked) {
        synchronized (recent) {
            recent.remove(session);
            recent.put(session, asked);
        }
    }

    /** How far a refresh is. */
    RefreshView progress(String id) {
        return seen(backfills().progress(id));
    }

    private IngestBackfills backfills() {
        return ingest.orElseThrow(() ->
                Refusal.notFound("Nobody asks Zoom's REST API for this dashboard: qsstream.refresh.ingest is not set"));
    }

    private static RefreshView seen(Outcome outcome) {
        return switch (outcome) {
            case Known known -> known.refresh();
            case Forgotten forgotten -> throw Refusal.notFound("No refresh has this id, or it is long over");
            case Unavailable unavailable -> throw Refusal.unavailable(unavailable.line());
        };
    }

    /** What ingest calls a kind; empty where Zoom's REST API knows nothing of it. */
    private static Optional<String> nameOf(SessionKind kind) {
        return switch (kind) {
            case MEETING -> Optional.of("meeting");
            case WEBINAR -> Optional.of("webinar");
            case VIDEO_SDK_SESSION -> Optional.of("session");
            default -> Optional.empty();
        };
    }
}
