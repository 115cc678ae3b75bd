package io.qsstream.processor.normalise;

import java.math.BigDecimal;

/**
 * Reads Zoom's strings with units (qss-reference §1.6) straight from the parser's characters.
 *
 * <pre>
 * value    = space* ( absent | number space* unit? ) space*          case-insensitive
 * absent   = "" | "-" | "--" | "n/a" | "null"
 * number   = [+-]? digit+ ( [.,] digit+ )?                           at most 40 digits
 * unit     = bps | kbps | mbps | ms | s | % | fps | dbm
 * picture  = space* ( absent | digit+ space* [*x×] space* digit+ ) space*
 * </pre>
 *
 * <p>Space includes the no-break space. A missing unit is the dimension's own: the phone events have none. A unit of
 * another dimension is unreadable, and so is a negative value of anything but a signal strength: nothing else that Zoom
 * measures can be negative. A comma is a decimal comma, as the reference has it. A percentage over 100 is kept as Zoom
 * states it: CPU shares are summed over cores by some systems, and whether a readable figure is plausible is for the
 * rules to judge, not for the reader.
 *
 * <p>Values are the double nearest to the decimal after scaling ({@code 1.2 Mbps} is exactly 1200.0 kbps), and never
 * negative zero. The two outcomes that are no value are {@link #ABSENT} and {@link #UNREADABLE}, which no value can be;
 * a sealed type would cost an object for each of some 60 values of a body.
 */
public final class Units {

    /** There is no value. */
    public static final double ABSENT = Double.NaN;

    /** There is a text, but not a value of this dimension. */
    public static final double UNREADABLE = Double.POSITIVE_INFINITY;

    /** There is no picture size. */
    public static final long ABSENT_SIZE = -1;

    /** There is a text, but not a picture size. */
    public static final long UNREADABLE_SIZE = -2;

    /** What is measured, and in which unit values are given. */
    public enum Dimension {
        /** Kilobits per second. */
        BITRATE,
        /** Milliseconds. */
        TIME,
        /** Percent. */
        SHARE,
        /** Frames per second. */
        FRAME_RATE,
        /** Decibel-milliwatts; the only one that can be negative. */
        SIGNAL,
        /** A bare number. */
        SCORE
    }

    private static final int MAX_DIGITS = 40;
    /** Digits that always fit a long. */
    private static final int MAX_LONG_DIGITS = 18;
    /** Digits of either side of a picture: more is no picture. */
    private static final int MAX_SIZE_DIGITS = 9;

    private static final long MAX_EXACT_MANTISSA = 1L << 53;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int WRONG_UNIT = Integer.MIN_VALUE;

    /** Whether {@link #read} found a value. */
    public static boolean isValue(double outcome) {
        return Double.isFinite(outcome);
    }

    /** The value of a text in the dimension's unit, or {@link #ABSENT} or {@link #UNREADABLE}. */
    public static double read(String text, Dimension dimension) {
        return read(text.toCharArray(), 0, text.length(), dimension);
    }

    /** As {@link #read(String, Dimension)}, from {@code length} characters at {@code offset}. */
    public static double read(char[] text, int offset, int length, Dimension dimension) {
        int from = skipSpace(text, offset, offset + length);
        int to = trimEnd(text, from, offset + length);
        if (isAbsent(text, from, to)) {
            return ABSENT;
        }
        boolean negative = text[from] == '-';
        int at = negative || text[from] == '+' ? from + 1 : from;
        int digitsFrom = at;
        long mantissa = 0;
        int digits = 0;
        int fractionDigits = 0;
        while (at < to && isDigit(text[at])) {
            mantissa = mantissa * 10 + (text[at++] - '0');
            digits++;
        }
        if (digits == 0) {
            return UNREADABLE;
        }
        if (at < to && (text[at] == '.' || text[at] == ',')) {
            at++;
            while (at < to && isDigit(text[at])) {
                mantissa = mantissa * 10 + (text[at++] - '0');
                fractionDigits++;
            }
            if (fractionDigits == 0) {
                return UNREADABLE;
            }
        }
        digits += fractionDigits;
        if (digits > MAX_DIGITS) {
            return UNREADABLE;
        }
        int digitsTo = at;
        int scale = scale(text, skipSpace(text, at, to), to, dimension);
        if (scale == WRONG_UNIT) {
            return UNREADABLE;
        }
        int exponent = scale - fractionDigits;
        double value = digits <= MAX_LONG_DIGITS && mantissa <= MAX_EXACT_MANTISSA
                ? exact(mantissa, exponent)
                : decimal(text, digitsFrom, digitsTo, scale);
        if (!negative || value == 0) {
            return value;
        }
        return dimension == Dimension.SIGNAL ? -value : UNREADABLE;
    }

    /**
     * The value of a JSON number, which has no unit and may have an exponent; {@link #UNREADABLE} where it is too long,
     * too large or negative without being a signal strength.
     */
    public static double readNumber(char[] text, int offset, int length, Dimension dimension) {
        int to = offset + length;
        for (int i = offset; i < to; i++) {
            if (text[i] == 'e' || text[i] == 'E') {
                return withExponent(text, offset, length, dimension);
            }
        }
        return read(text, offset, length, dimension);
    }

    /** Width and height of a picture as {@link #width} and {@link #height} take them apart, or one of the two outcomes. */
    public static long readSize(String text) {
        return readSize(text.toCharArray(), 0, text.length());
    }

    /** As {@link #readSize(String)}, from {@code length} characters at {@code offset}. */
    public static long readSize(char[] text, int offset, int length) {
        int from = skipSpace(text, offset, offset + length);
        int to = trimEnd(text, from, offset + length);
        if (isAbsent(text, from, to)) {
            return ABSENT_SIZE;
        }
        int at = from;
        long width = 0;
        while (at < to && isDigit(text[at]) && at - from < MAX_SIZE_DIGITS) {
            width = width * 10 + (text[at++] - '0');
        }
        if (at == from) {
            return UNREADABLE_SIZE;
        }
        at = skipSpace(text, at, to);
        if (at == to || (text[at] != '*' && text[at] != 'x' && text[at] != 'X' && text[at] != '×')) {
            return UNREADABLE_SIZE;
        }
        at = skipSpace(text, at + 1, to);
        int heightFrom = at;
        long height = 0;
        while (at < to && isDigit(text[at]) && at - heightFrom < MAX_SIZE_DIGITS) {
            height = height * 10 + (text[at++] - '0');
        }
        return at == heightFrom || at < to ? UNREADABLE_SIZE : width << 32 | height;
    }

    /** Pixels of a size that is a size. */
    public static double width(long size) {
        return size >>> 32;
    }

    /** Pixels of a size that is a size. */
    public static double height(long size) {
        return size & 0xFFFF_FFFFL;
    }

    /** Whether a text says that there is nothing. */
    static boolean isAbsent(char[] text, int from, int to) {
        return switch (to - from) {
            case 0 -> true;
            case 1 -> text[from] == '-';
            case 2 -> text[from] == '-' && text[from + 1] == '-';
            case 3 -> equalsIgnoreCase(text, from, to, "n/a");
            case 4 -> equalsIgnoreCase(text, from, to, "null");
            default -> false;
        };
    }

    /** Whether a text equals a lower-case ASCII word, in any case. */
    static boolean equalsIgnoreCase(char[] text, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (lower(text[from + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int skipSpace(char[] text, int from, int to) {
        int at = from;
        while (at < to && isSpace(text[at])) {
            at++;
        }
        return at;
    }

    static int trimEnd(char[] text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text[end - 1])) {
            end--;
        }
        return end;
    }

    /** The power of ten that takes a number with this unit to the dimension's own, or {@link #WRONG_UNIT}. */
    private static int scale(char[] text, int from, int to, Dimension dimension) {
        if (from == to) {
            return 0;
        }
        return switch (dimension) {
            case BITRATE -> {
                if (equalsIgnoreCase(text, from, to, "kbps")) {
                    yield 0;
                }
                if (equalsIgnoreCase(text, from, to, "mbps")) {
                    yield 3;
                }
                yield equalsIgnoreCase(text, from, to, "bps") ? -3 : WRONG_UNIT;
            }
            case TIME -> {
                if (equalsIgnoreCase(text, from, to, "ms")) {
                    yield 0;
                }
                yield equalsIgnoreCase(text, from, to, "s") ? 3 : WRONG_UNIT;
            }
            case SHARE -> to - from == 1 && text[from] == '%' ? 0 : WRONG_UNIT;
            case FRAME_RATE -> equalsIgnoreCase(text, from, to, "fps") ? 0 : WRONG_UNIT;
            case SIGNAL -> equalsIgnoreCase(text, from, to, "dbm") ? 0 : WRONG_UNIT;
            case SCORE -> WRONG_UNIT;
        };
    }

    /** mantissa × 10^exponent, correctly rounded: both are exact doubles, so one operation rounds once (Clinger 1990). */
    private static double exact(long mantissa, int exponent) {
        return exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent] : mantissa * POWERS_OF_TEN[exponent];
    }

    private static double decimal(char[] text, int from, int to, int scale) {
        String digits = new String(text, from, to - from).replace(',', '.');
        return Double.parseDouble(
                new BigDecimal(digits).scaleByPowerOfTen(scale).toString());
    }

    private static double withExponent(char[] text, int offset, int length, Dimension dimension) {
        if (length > MAX_DIGITS) {
            return UNREADABLE;
        }
        double value = Double.parseDouble(new String(text, offset, length));
        if (value == 0) {
            return 0;
        }
        return !Double.isFinite(value) || (value < 0 && dimension != Dimension.SIGNAL) ? UNREADABLE : value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(char c) {
        return c <= ' ' || (c >= 0x80 && (Character.isSpaceChar(c) || Character.isWhitespace(c)));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private Units() {}
}
