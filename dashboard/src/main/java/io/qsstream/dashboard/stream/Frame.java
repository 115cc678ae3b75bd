package io.qsstream.dashboard.stream;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event as it goes over the wire, made once for all who listen.
 *
 * @param number its place among all events since the start; 0 where it is not one to resume from
 * @param channels where it is heard
 */
record Frame(long number, Set<Channel> channels, byte[] bytes) {

    /** Encodes an event; {@code json} is one line, as Jackson writes it. */
    static Frame of(@Nullable String epoch, long number, Set<Channel> channels, String name, String json) {
        String id = epoch == null ? "" : "id: " + epoch + '-' + number + '\n';
        String text = id + "event: " + name + "\ndata: " + json + "\n\n";
        return new Frame(number, channels, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The number of an id that this instance gave out since its start; -1 for any other. */
    static long numberOf(String epoch, String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0 || !id.substring(0, dash).equals(epoch)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(dash + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
