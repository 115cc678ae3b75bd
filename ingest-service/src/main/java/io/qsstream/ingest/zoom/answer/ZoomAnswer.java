package io.qsstream.ingest.zoom.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What became of one call: qss-reference §4.2 and §4.3. None holds Zoom's own text, which may name a session. */
public sealed interface ZoomAnswer {

    /** The label of metrics and results: a closed set. */
    default String label() {
        return getClass().getSimpleName().replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** A JSON object. */
    record Found(JsonNode body) implements ZoomAnswer {
        @Override
        public String toString() {
            return "Found";
        }
    }

    /** Nobody may be asked again for this session: what will not change. */
    sealed interface Final extends ZoomAnswer {}

    /** The app is not subscribed to the QSS summary event, without which the summary API answers nothing. */
    record NotSubscribed() implements Final {}

    /** The account has no Video SDK. */
    record NotVideoSdk() implements Final {}

    /** The plan has no dashboard. */
    record NotInPlan() implements Final {}

    /** More than a year ago. */
    record TooOld() implements Final {}

    /** Zoom does not know the session, or it is still going on. */
    record NotEndedOrUnknown() implements Final {}

    /** The app lacks a scope for this call. */
    record ScopeMissing() implements Final {}

    /** Any other refusal. */
    record Refused(int status, int code) implements Final {}

    /** Not the JSON that is documented. */
    record Unreadable() implements Final {}

    /** Pages must be read again from the first. */
    record PageTokenExpired() implements ZoomAnswer {}

    /** The token is not, or no longer, valid; a new one may be. */
    record TokenRefused() implements ZoomAnswer {}

    /** Too many calls in this second. */
    record TooFast(Duration pause) implements ZoomAnswer {}

    /** A defect of Zoom's, or an overload. */
    record Trouble(int status, Duration pause) implements ZoomAnswer {}

    /** No answer. */
    record Unreachable(String cause) implements ZoomAnswer {}

    /** Not now, whatever is asked. */
    sealed interface NotNow extends ZoomAnswer {
        /** When to ask again. */
        Instant until();
    }

    /** The day's calls are used up, ours or the account's. */
    record DaySpent(Instant until) implements NotNow {}

    /** The app was deactivated, or its credentials are wrong. */
    record Revoked(Instant until) implements NotNow {}

    /** Zoom failed too often in a row. */
    record Paused(Instant until) implements NotNow {}
}
