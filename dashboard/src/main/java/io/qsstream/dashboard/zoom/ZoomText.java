package io.qsstream.dashboard.zoom;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Spells values as Zoom does (qss-reference §1.6): numbers with their unit in a text, absent as an empty text. Pure. */
final class ZoomText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    static String kbps(@Nullable Number value) {
        return with(value, " kbps");
    }

    static String ms(@Nullable Number value) {
        return with(value, " ms");
    }

    static String percent(@Nullable Number value) {
        return with(value, "%");
    }

    static String fps(@Nullable Number value) {
        return with(value, " fps");
    }

    static String resolution(@Nullable Number width, @Nullable Number height) {
        return width == null || height == null ? "" : number(width) + '*' + number(height);
    }

    private static String with(@Nullable Number value, String unit) {
        return value == null ? "" : number(value) + unit;
    }

    /** At most two decimals; a float's own shortest text, so that 27.15 stays 27.15. */
    static String number(Number value) {
        BigDecimal rounded = new BigDecimal(value.toString())
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    static String time(@Nullable Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    /** {@code hh:mm:ss}. */
    static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private ZoomText() {}
}
