package io.qsstream.tracing;

import io.qsstream.schema.settings.StartRefused;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where traces go, and how many. Prints no header: one may be a secret.
 *
 * @param traces the collector's OTLP/HTTP address for traces
 * @param ratio share of the traces begun here that are kept, 0 to 1; a trace that Zoom began is kept if Zoom keeps it
 * @param headers sent with every request
 */
public record Collector(URI traces, double ratio, Map<String, String> headers) {

    /** OpenTelemetry's own variable, read as its specification says: {@code name=value,name=value}. */
    public static final String HEADERS_VARIABLE = "OTEL_EXPORTER_OTLP_HEADERS";

    private static final String ENDPOINT = "qsstream.tracing.endpoint";

    public Collector {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads the settings.
     *
     * @param endpoint base URL of a collector, as {@code OTEL_EXPORTER_OTLP_ENDPOINT}; blank for none
     * @param ratio between 0 and 1
     * @param variables the environment
     * @return empty where traces are off
     * @throws StartRefused if something is wrong, even while traces are off
     */
    public static Optional<Collector> of(String endpoint, double ratio, Map<String, String> variables) {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new StartRefused("qsstream.tracing.ratio must be between 0 and 1, was " + ratio);
        }
        if (endpoint.isBlank()) {
            return Optional.empty();
        }
        String base = endpoint.strip().replaceAll("/+$", "");
        if (!base.matches("https?://[A-Za-z0-9.\\[\\]:_-]+(/[A-Za-z0-9._~/-]*)?")) {
            throw new StartRefused(ENDPOINT + " must be the http or https base URL of an OTLP collector, such as"
                    + " http://localhost:4318, was \"" + endpoint + "\"");
        }
        String headers = variables.getOrDefault(HEADERS_VARIABLE, "");
        return Optional.of(new Collector(URI.create(base + "/v1/traces"), ratio, headers(headers)));
    }

    private static Map<String, String> headers(String list) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String each : list.split(",")) {
            if (each.isBlank()) {
                continue;
            }
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals).strip();
            String value = decoded(each.substring(equals + 1).strip());
            if (!name.matches("[A-Za-z0-9!#$&'*+.^_`|~-]+") || !value.matches("[\\t -~]*")) {
                // The value may be a secret, and so may what was meant as a name.
                throw new StartRefused(HEADERS_VARIABLE + " must be name=value, comma-separated");
            }
            headers.put(name, value);
        }
        return headers;
    }

    private static String decoded(String text) {
        try {
            // A plus is a plus here, and no space as in forms.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(HEADERS_VARIABLE + " holds a % that is no percent-encoding", e);
        }
    }

    @Override
    public String toString() {
        return "Collector[traces=" + traces + ", ratio=" + ratio + ", headers=" + headers.keySet() + "]";
    }
}
