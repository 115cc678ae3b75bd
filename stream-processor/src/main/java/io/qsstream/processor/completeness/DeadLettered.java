package io.qsstream.processor.completeness;

import io.qsstream.processor.normalise.Normalised.Rejection;
import java.util.List;

/** Counts the dead letters that were, or may have been, samples of their session. Pure. */
public final class DeadLettered {

    /** How many of an event's rejections count; what is late is judged by the windows, not here. */
    public static int among(List<Rejection> rejections) {
        int count = 0;
        for (Rejection rejection : rejections) {
            count += switch (rejection.reason()) {
                case TIME_OUT_OF_RANGE, UNREADABLE_TIME, MISSING_EVENT_TS, MISSING_USER -> 1;
                case NOT_JSON,
                        NOT_AN_EVENT,
                        UNSUPPORTED_EVENT,
                        MISSING_SESSION,
                        LATE,
                        KEY_MISMATCH,
                        PROCESSING_FAILED -> 0;
            };
        }
        return count;
    }

    private DeadLettered() {}
}
