package io.qsstream.processor.normalise;

import io.qsstream.schema.SessionKey;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.ZoomFigure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one raw event says, in the pipeline's own words. An event can be good in parts: what could be read is here, and
 * what could not is a rejection.
 *
 * @param session whose event it is; null where the body does not say, or says another than the record's key
 * @param kind what the event's name says of the session
 * @param samples distinct in user and sample time, with revision 1, not late; their streams distinct and in order of type
 * @param legs what the event says about users' legs, distinct in user and time
 * @param identities who the users are, where the event names more of them than ids; distinct in user
 * @param rejections why the event, or a part of it, could not be used, one per reason, in order of {@link Reason}; empty
 *     where all was
 */
public record Normalised(
        @Nullable SessionKey session,
        SessionKind kind,
        List<QosSample> samples,
        List<LegReport> legs,
        List<UserIdentity> identities,
        List<Rejection> rejections) {

    /** Says nothing; what a tick carries. */
    public static final Normalised NOTHING =
            new Normalised(null, SessionKind.UNKNOWN, List.of(), List.of(), List.of(), List.of());

    /**
     * What an event says about one user's leg at one time.
     *
     * @param figures Zoom's own summary of the leg; empty where the event has none
     */
    public record LegReport(String userId, LegFact fact, List<ZoomFigure> figures) {

        public LegReport {
            figures = List.copyOf(figures);
        }

        LegReport(String userId, LegFact fact) {
            this(userId, fact, List.of());
        }
    }

    /**
     * Why an event, or a part of it, cannot be used; the detail names the part ({@code qos[3].date_time and 2 more}) and
     * never quotes a value. The one exception is the name of an unsupported event, if it looks like one.
     */
    public record Rejection(Reason reason, String detail) {}

    /** The closed set of reasons in the {@code qss-reason} header. */
    public enum Reason {
        /** The body is not a JSON document: truncated, not UTF-8, nested deeper than 1,000 levels, or empty. */
        NOT_JSON,
        /**
         * JSON, but without Zoom's envelope: no {@code event}, no {@code payload}, or neither {@code payload.object} nor
         * the {@code payload.metrics} of the flat simplified shape.
         */
        NOT_AN_EVENT,
        /** An event that carries no quality of service, such as {@code session.alert}. */
        UNSUPPORTED_EVENT,
        /** No session id in the body. */
        MISSING_SESSION,
        /** No user in an event that speaks of a user. */
        MISSING_USER,
        /** No readable {@code event_ts} in an official event. */
        MISSING_EVENT_TS,
        /** A time that is there but cannot be read. */
        UNREADABLE_TIME,
        /** More than 24 h before or 5 min after receipt. */
        TIME_OUT_OF_RANGE,
        /** Arrived after its window's retention. */
        LATE,
        /** The record's key is not the session that the body names: taken in here, it would split the session. */
        KEY_MISMATCH,
        /** A defect of ours: the record made a stage throw. */
        PROCESSING_FAILED
    }
}
