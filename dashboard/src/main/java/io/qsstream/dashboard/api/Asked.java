package io.qsstream.dashboard.api;

import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.schema.SessionKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks for. Pure; whatever cannot be read is refused by name. */
public final class Asked {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MOST = 500;

    /** The session of an id. */
    public static SessionKey session(String id) {
        return SessionIds.parse(id).orElseThrow(() -> Refusal.notFound("No session has this id"));
    }

    /** How many items a page has at most. */
    public static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest("limit must be from 1 to " + MOST + ", was " + limit);
        }
        return limit;
    }

    /** A time with its offset, or a date, which begins at midnight in UTC; null where none is given. */
    public static @Nullable Instant time(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            Instant time = text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    // An unescaped + arrives as a space.
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            // The model counts in milliseconds, which the years that Java can read exceed.
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.badRequest(
                    name + " must be a time such as 2026-01-31T09:30:00Z or a date such as 2026-01-31");
        }
    }

    /** One of an enum's constants, in whatever case; null where none is given. */
    public static <E extends Enum<E>> @Nullable E one(String name, @Nullable String text, Class<E> type) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(name + " must be one of " + Arrays.toString(type.getEnumConstants()));
        }
    }

    /** A text; null where it is empty. */
    public static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private Asked() {}
}
