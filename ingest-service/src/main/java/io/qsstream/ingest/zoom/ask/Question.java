package io.qsstream.ingest.zoom.ask;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One call.
 *
 * @param ids for the path's blanks, as they are
 * @param query not encoded
 */
public record Question(Endpoint endpoint, List<String> ids, Map<String, String> query) {

    public Question {
        ids = List.copyOf(ids);
        query = new TreeMap<>(query);
    }

    /** This one with one more parameter. */
    Question with(String name, String value) {
        Map<String, String> more = new TreeMap<>(query);
        more.put(name, value);
        return new Question(endpoint, ids, more);
    }

    /** Where to ask. */
    URI uri(URI base) {
        StringBuilder text = new StringBuilder(base.toString());
        String[] parts = endpoint.path.split("\\{}", -1);
        for (int i = 0; i < parts.length; i++) {
            text.append(i == 0 ? "" : encoded(ids.get(i - 1))).append(parts[i]);
        }
        char separator = '?';
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            text.append(separator).append(parameter.getKey()).append('=').append(once(parameter.getValue()));
            separator = '&';
        }
        return URI.create(text.toString());
    }

    /** An id in a path: twice where Zoom demands it (qss-reference §2), else once. */
    static String encoded(String id) {
        boolean twice = id.startsWith("/") || id.startsWith("+") || id.contains("//");
        return twice ? once(once(id)) : once(id);
    }

    private static String once(String text) {
        // A form's encoder; a path knows no plus for a blank.
        return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
