package io.qsstream.local.simulate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * Chance from a seed and a path. {@link Random}, because its algorithm is part of its specification: the same on every
 * JDK, so the same seed gives the same bytes everywhere.
 */
final class Dice {

    private final Random random;

    Dice(long seed, long... path) {
        long mixed = mix(seed);
        for (long step : path) {
            mixed = mix(mixed + 0x9E3779B97F4A7C15L * (step + 1));
        }
        this.random = new Random(mixed);
    }

    /** SplitMix64's finaliser: neighbours in the path share nothing. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** From {@code low} to just below {@code high}. */
    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** From 0 to just below {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A bell around 0 that never leaves -3 to 3. */
    double bell() {
        return random.nextDouble()
                + random.nextDouble()
                + random.nextDouble()
                + random.nextDouble()
                + random.nextDouble()
                + random.nextDouble()
                - 3;
    }

    /** An id of 16 bytes as Zoom writes them: base64 with padding; it may hold {@code /} and {@code +}. */
    String zoomUuid() {
        return Base64.getEncoder().encodeToString(bytes(16));
    }

    /** An id of 16 bytes as Zoom writes account and user ids. */
    String zoomId() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes(16))
                .replace('-', 'a')
                .replace('_', 'b');
    }

    String digits(int count) {
        StringBuilder text = new StringBuilder();
        text.append((char) ('1' + below(9)));
        while (text.length() < count) {
            text.append((char) ('0' + below(10)));
        }
        return text.toString();
    }

    /** As in Zoom's {@code x-zm-request-id}: a UUID with underscores. */
    String requestId() {
        return java.util
                .UUID
                .nameUUIDFromBytes(new String(bytes(16), StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace('-', '_');
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
