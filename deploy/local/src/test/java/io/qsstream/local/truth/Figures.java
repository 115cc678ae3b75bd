package io.qsstream.local.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the figures that the simulator writes. */
final class Figures {

    private static final Pattern NUMBER =
            Pattern.compile("\\s*([+-]?[0-9]+(?:\\.[0-9]+)?)\\s*(kbps|ms|%|fps|dbm)?\\s*", Pattern.CASE_INSENSITIVE);

    /** The number; null where there is none. A unit that nobody expects is a mistake of the test. */
    static Double of(JsonNode node) {
        if (node.isMissingNode() || node.isNull() || node.asText().isBlank()) {
            return null;
        }
        Matcher matcher = NUMBER.matcher(node.asText());
        if (!matcher.matches()) {
            throw new AssertionError("Unreadable figure " + node);
        }
        return Double.valueOf(matcher.group(1));
    }

    private Figures() {}
}
