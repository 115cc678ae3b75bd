package io.qsstream.dashboard.api;

import io.micronaut.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a segment of a path as it was sent. Ids have {@code /}, {@code +} and {@code =} in them, and a framework that
 * decodes once too often, or takes a plus for a space, would find another session or none. Pure.
 */
public final class RawPath {

    /** The segment after the one named, decoded once. */
    public static String after(HttpRequest<?> request, String name) {
        String[] segments = request.getUri().getRawPath().split("/", -1);
        for (int i = 0; i + 1 < segments.length; i++) {
            if (segments[i].equals(name)) {
                return decode(segments[i + 1]);
            }
        }
        throw Refusal.notFound("No such path");
    }

    /** Decodes percent escapes, and nothing else: a plus is a plus. What is no escape stays as it is. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] given = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(given.length);
        for (int i = 0; i < given.length; i++) {
            int high = i + 2 < given.length ? Character.digit(given[i + 1], 16) : -1;
            int low = i + 2 < given.length ? Character.digit(given[i + 2], 16) : -1;
            if (given[i] == '%' && high >= 0 && low >= 0) {
                decoded.write(high * 16 + low);
                i += 2;
            } else {
                decoded.write(given[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private RawPath() {}
}
