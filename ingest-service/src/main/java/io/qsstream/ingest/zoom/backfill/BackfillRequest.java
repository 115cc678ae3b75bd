package io.qsstream.ingest.zoom.backfill;

import io.qsstream.ingest.zoom.settings.ZoomCredentials;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for: one session, or all Video SDK sessions of some days.
 *
 * @param sessionId null where days are asked for
 * @param userId the only user that is wanted, of a Video SDK session; null for all
 * @param from first day; null where a session is asked for
 * @param to last day, included
 * @param alerted whether it goes first
 */
record BackfillRequest(
        Kind kind,
        String accountId,
        @Nullable String sessionId,
        @Nullable String userId,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        boolean alerted) {

    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** What Zoom lists at once (qss-reference §4.2). */
    private static final int MOST_DAYS = 31;

    /** Either a request, or one line that says what is wrong with it. */
    sealed interface Parsed {
        record Valid(BackfillRequest request) implements Parsed {}

        record Invalid(String line) implements Parsed {}
    }

    /** What came from outside, before it is believed. */
    record Asked(
            @Nullable String session,
            @Nullable String user,
            @Nullable String account,
            @Nullable String kind,
            @Nullable String from,
            @Nullable String to,
            boolean alerted) {}

    static Parsed parse(Asked asked, ZoomCredentials credentials) {
        Optional<Kind> kind = Kind.of(asked.kind() == null ? "session" : asked.kind());
        if (kind.isEmpty()) {
            return new Parsed.Invalid("kind must be meeting, webinar or session");
        }
        boolean videoSdk = kind.get() == Kind.SESSION;
        Optional<String> ours = videoSdk
                ? credentials.videoSdk().map(ZoomCredentials.VideoSdk::accountId)
                : credentials.serverToServer().map(ZoomCredentials.ServerToServer::accountId);
        if (ours.isEmpty()) {
            return new Parsed.Invalid(
                    videoSdk
                            ? "Video SDK sessions need " + ZoomCredentials.VIDEO_SDK_KEY + ", "
                                    + ZoomCredentials.VIDEO_SDK_SECRET + " and " + ZoomCredentials.VIDEO_SDK_ACCOUNT_ID
                            : "meetings and webinars need " + ZoomCredentials.ACCOUNT_ID + ", "
                                    + ZoomCredentials.CLIENT_ID + " and " + ZoomCredentials.CLIENT_SECRET);
        }
        String account = asked.account() == null ? ours.get() : asked.account();
        if (!ACCOUNT.matcher(account).matches()) {
            return new Parsed.Invalid("account must be an account id as webhooks name it");
        }
        if (asked.session() != null) {
            return session(asked, asked.session(), kind.get(), account);
        }
        if (asked.user() != null) {
            return new Parsed.Invalid("user needs session");
        }
        return days(asked, kind.get(), account);
    }

    private static Parsed session(Asked asked, String session, Kind kind, String account) {
        if (asked.from() != null || asked.to() != null) {
            return new Parsed.Invalid("either session, or from and to");
        }
        if (!ID.matcher(session).matches()) {
            return new Parsed.Invalid("session must be an id of printable characters");
        }
        String user = asked.user();
        if (user != null && (kind != Kind.SESSION || !ID.matcher(user).matches())) {
            return new Parsed.Invalid("user must be the id of a user of a Video SDK session");
        }
        return new Parsed.Valid(new BackfillRequest(kind, account, session, user, null, null, asked.alerted()));
    }

    private static Parsed days(Asked asked, Kind kind, String account) {
        if (asked.from() == null || asked.to() == null) {
            return new Parsed.Invalid("session, or from and to, must be there");
        }
        if (kind != Kind.SESSION) {
            return new Parsed.Invalid(
                    "Zoom lists the sessions of the Video SDK only: name a meeting or webinar by session");
        }
        try {
            LocalDate from = LocalDate.parse(asked.from());
            LocalDate to = LocalDate.parse(asked.to());
            if (to.isBefore(from) || !to.isBefore(from.plusDays(MOST_DAYS))) {
                return new Parsed.Invalid("from must not be after to, and both within " + MOST_DAYS + " days");
            }
            return new Parsed.Valid(new BackfillRequest(kind, account, null, null, from, to, asked.alerted()));
        } catch (DateTimeException e) {
            return new Parsed.Invalid("from and to must be days like 2026-11-24");
        }
    }
}
