package io.qsstream.processor.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T14:21:00Z, 2026-11-20T14:21:00Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "2099-12-31T23:59:59Z, 2099-12-31T23:59:59Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "2000-02-29T12:00:00Z, 2000-02-29T12:00:00Z",
        "0000-03-01T00:00:00Z, 0000-03-01T00:00:00Z",
        "2026-11-20T14:21:00.5Z, 2026-11-20T14:21:00.500Z",
        "2026-11-20T14:21:00.123999Z, 2026-11-20T14:21:00.123Z",
        "2026-11-20T14:21:00+00:00, 2026-11-20T14:21:00Z",
        "2026-11-20T15:21:00+01:00, 2026-11-20T14:21:00Z",
        "2026-11-20T09:51:00.250-04:30, 2026-11-20T14:21:00.250Z",
        "2026-11-20T15:21:00+0100, 2026-11-20T14:21:00Z",
        "2026-11-20T15:21:00+01, 2026-11-20T14:21:00Z",
        "2026-11-20T15:21:00.5+01, 2026-11-20T14:21:00.500Z",
        "2026-11-20T14:21Z, 2026-11-20T14:21:00Z",
        "2026-11-20t14:21:00z, 2026-11-20T14:21:00Z",
    })
    void readsIsoTimes(String text, Instant expected) {
        // When
        long millis = read(text);

        // Then
        assertThat(Instant.ofEpochMilli(millis)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "1795184464318",
                "2026-11-20",
                "2026-11-20T14:21:00",
                "2026-11-20 14:21:00Z",
                "2026-13-20T14:21:00Z",
                "2026-00-20T14:21:00Z",
                "2026-02-29T14:21:00Z",
                "1900-02-29T14:21:00Z",
                "2026-11-31T14:21:00Z",
                "2026-11-00T14:21:00Z",
                "2026-11-20T24:21:00Z",
                "2026-11-20T14:60:00Z",
                "2026-11-20T14:21:60Z",
                "2026-11-20T14:21:0aZ",
                "2O26-11-20T14:21:00Z",
                "٢٠٢٦-11-20T14:21:00Z",
                "2026/11/20T14:21:00Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "2026-11-20T14:21:00.000000000000000000000Z",
                "2026-11-20T14:21:00zZ", // found by UnitsFuzzTest
                "2026-11-20T14:21:00ZZZ",
                "2026-11-20T14:21:00+01:00+0100",
                "2026-11-20T14:21:00+00Z",
                "2026-11-20T14:21:00+1",
                "2026-11-20T14:21:00+19:00",
                "2026-11-20T14:21:00+01:60",
            })
    void refusesWhatNamesNoInstant(String text) {
        // When
        long millis = read(text);

        // Then
        assertThat(millis).isEqualTo(Times.UNREADABLE);
    }

    @Property
    void readsEverySecondOfTenThousandYears(
            @ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long second) {
        // Given
        Instant time = Instant.ofEpochSecond(second);

        // When
        long millis = read(time.toString());

        // Then
        assertThat(millis).isEqualTo(time.toEpochMilli());
    }

    private static long read(String text) {
        return Times.read(("[" + text + "]").toCharArray(), 1, text.length() + 1);
    }
}
