package io.qsstream.processor.alert;

import io.qsstream.processor.cause.Crowd;
import io.qsstream.processor.state.Generations;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The crowds of a task's sessions that were heard of last. They change with every sample, and stand in no store: what is
 * missing, after a restart or because so many sessions are live, is counted from the legs.
 */
final class Crowds {

    /** In each of two generations. */
    private static final int MOST = 2048;

    private final Generations<Bytes, Crowd> crowds = new Generations<>(MOST);

    /** A session's crowd, as its legs were counted so far. */
    Crowd of(Bytes session, LegStates legs, Instant now) {
        Crowd known = crowds.get(session);
        if (known != null) {
            return known;
        }
        Crowd counted = new Crowd();
        legs.forEach(session, now, (key, leg) -> counted.add(leg));
        crowds.put(session, counted);
        return counted;
    }

    /** Forgets all of them, which are then counted again. */
    void clear() {
        crowds.clear();
    }

    void forget(Bytes session) {
        crowds.remove(session);
    }
}
