package io.qsstream.processor.normalise;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;

/**
 * Reads ISO-8601 times as epoch milliseconds. Zoom writes {@code 2026-11-20T14:21:00Z}, which is read from the parser's
 * characters without an object, with or without a fraction of the second; other offsets go the long way. A time without
 * an offset is unreadable: taking it for UTC would move a sample by hours without a word.
 */
final class Times {

    /** No time that can be read. */
    static final long UNREADABLE = Long.MIN_VALUE;

    private static final int ZOOM_LENGTH = "2026-11-20T14:21:00Z".length();
    private static final int MAX_LENGTH = 40;
    /** Digits of a nanosecond; more are no time. */
    private static final int FINEST = 9;

    private static final int[] MILLIS_OF_DIGIT = {100, 10, 1};
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .parseLenient() // +HH:MM, +HHMM and +HH, once
            .appendOffset("+HH", "Z")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT); // 29 February of the wrong year is no day, not the 28th

    /** Epoch milliseconds, finer parts cut off, or {@link #UNREADABLE}. */
    static long read(char[] text, int from, int to) {
        if (to - from >= ZOOM_LENGTH && text[to - 1] == 'Z') {
            long seconds = readZoom(text, from);
            long millis = seconds == UNREADABLE ? UNREADABLE : readFraction(text, from + ZOOM_LENGTH - 1, to - 1);
            if (millis != UNREADABLE) {
                return seconds + millis;
            }
        }
        if (to - from > MAX_LENGTH) {
            return UNREADABLE;
        }
        try {
            return OffsetDateTime.parse(new String(text, from, to - from), ISO)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException | ArithmeticException unreadable) {
            return UNREADABLE;
        }
    }

    private static long readZoom(char[] text, int at) {
        if (text[at + 4] != '-'
                || text[at + 7] != '-'
                || text[at + 10] != 'T'
                || text[at + 13] != ':'
                || text[at + 16] != ':') {
            return UNREADABLE;
        }
        int year = two(text, at) * 100 + two(text, at + 2);
        int month = two(text, at + 5);
        int day = two(text, at + 8);
        int hour = two(text, at + 11);
        int minute = two(text, at + 14);
        int second = two(text, at + 17);
        if (year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23) {
            return UNREADABLE;
        }
        if (minute < 0 || minute > 59 || second < 0 || second > 59 || day > daysIn(month, year)) {
            return UNREADABLE;
        }
        return (((epochDay(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000;
    }

    /** Milliseconds of a fraction that begins with its point; 0 of none. */
    private static long readFraction(char[] text, int from, int to) {
        if (from == to) {
            return 0;
        }
        int digits = to - from - 1;
        if (text[from] != '.' || digits < 1 || digits > FINEST) {
            return UNREADABLE;
        }
        int millis = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text[from + 1 + i] - '0';
            if (digit < 0 || digit > 9) {
                return UNREADABLE;
            }
            millis += i < MILLIS_OF_DIGIT.length ? digit * MILLIS_OF_DIGIT[i] : 0;
        }
        return millis;
    }

    /** Two digits, or so far below zero that no sum with it is positive. */
    private static int two(char[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -100_000 : tens * 10 + ones;
    }

    private static int daysIn(int month, int year) {
        return switch (month) {
            case 2 -> (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970-01-01, counted from 1 March so that a leap day comes last. */
    private static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    private Times() {}
}
