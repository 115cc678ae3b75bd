package io.qsstream.schema.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Where the registry is and how it is asked, by Confluent's property names. Names the URLs, never the credentials.
 *
 * @param scope the name behind {@code mock://}; then there are no endpoints
 * @param maxRetries rounds over all URLs after the first ({@code max.retries})
 * @param firstPause upper bound of the first pause between rounds ({@code retries.wait.ms}); doubles with each
 * @param maxPause upper bound of every pause ({@code retries.max.wait.ms})
 */
record RegistrySettings(
        Optional<String> scope,
        List<Endpoint> endpoints,
        Duration connectTimeout,
        Duration readTimeout,
        int maxRetries,
        Duration firstPause,
        Duration maxPause) {

    static final String URL = "schema.registry.url";

    private static final String BASIC_SOURCE = "basic.auth.credentials.source";
    private static final String BASIC_USER_INFO = "basic.auth.user.info";
    private static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    private static final String BEARER_TOKEN = "bearer.auth.token";

    RegistrySettings {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * One URL of the registry.
     *
     * @param url without credentials and without a slash at the end
     * @param authorization the header's value
     */
    record Endpoint(String url, Optional<String> authorization) {

        @Override
        public String toString() {
            return url;
        }
    }

    static RegistrySettings of(Map<String, ?> properties) {
        List<String> urls = text(properties, URL).map(RegistrySettings::split).orElse(List.of());
        if (urls.isEmpty()) {
            throw new ConfigException("schema.registry.url is missing: set it to the registry's URL, such as"
                    + " http://localhost:8081, or several with commas");
        }
        Optional<String> scope = Optional.empty();
        List<Endpoint> endpoints = new ArrayList<>();
        if (urls.getFirst().startsWith("mock://")) {
            if (urls.size() > 1) {
                throw new ConfigException("schema.registry.url mixes mock:// with other URLs: give one scope alone");
            }
            scope = Optional.of(urls.getFirst().substring("mock://".length()));
        } else {
            Optional<String> shared = sharedAuthorization(properties);
            boolean fromUrl = shared.isEmpty();
            for (String url : urls) {
                endpoints.add(endpoint(url, shared, fromUrl));
            }
        }
        return new RegistrySettings(
                scope,
                endpoints,
                millis(properties, "http.connect.timeout.ms", 5_000),
                millis(properties, "http.read.timeout.ms", 10_000),
                Math.toIntExact(number(properties, "max.retries", 3)),
                millis(properties, "retries.wait.ms", 1_000),
                millis(properties, "retries.max.wait.ms", 20_000));
    }

    /** The credentials that hold for all URLs; empty where they stand in the URLs or nowhere. */
    private static Optional<String> sharedAuthorization(Map<String, ?> properties) {
        Optional<String> token = text(properties, BEARER_TOKEN);
        String bearerSource = text(properties, BEARER_SOURCE).orElse(token.isPresent() ? "STATIC_TOKEN" : "");
        String basicSource = text(properties, BASIC_SOURCE).orElse("URL");
        if (!bearerSource.isEmpty() && !bearerSource.equals("STATIC_TOKEN")) {
            throw new ConfigException(BEARER_SOURCE + " must be STATIC_TOKEN, was " + bearerSource);
        }
        if (!basicSource.equals("URL") && !basicSource.equals("USER_INFO")) {
            throw new ConfigException(BASIC_SOURCE + " must be URL or USER_INFO, was " + basicSource);
        }
        if (!bearerSource.isEmpty() && basicSource.equals("USER_INFO")) {
            throw new ConfigException(
                    "Both basic and bearer credentials are set: remove " + BASIC_SOURCE + " or " + BEARER_TOKEN);
        }
        if (!bearerSource.isEmpty()) {
            return Optional.of("Bearer "
                    + token.orElseThrow(() -> new ConfigException(
                            BEARER_TOKEN + " is missing, though " + BEARER_SOURCE + " is STATIC_TOKEN")));
        }
        if (basicSource.equals("USER_INFO")) {
            String userInfo = text(properties, BASIC_USER_INFO)
                    .orElseThrow(() -> new ConfigException(BASIC_USER_INFO + " is missing, though " + BASIC_SOURCE
                            + " is USER_INFO: set user:password"));
            return Optional.of(basic(userInfo));
        }
        return Optional.empty();
    }

    private static Endpoint endpoint(String url, Optional<String> shared, boolean fromUrl) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            // The text may hold a password, so it is not repeated.
            throw new ConfigException("schema.registry.url holds what is no URL (" + e.getReason() + " at character "
                    + e.getIndex() + "): percent-encode special characters in user and password");
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new ConfigException(
                    "schema.registry.url must be http://host:port/path or https://host:port/path, or mock://scope");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String clean = uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + path;
        Optional<String> own = Optional.ofNullable(uri.getUserInfo()).map(RegistrySettings::basic);
        return new Endpoint(clean, fromUrl ? own : shared);
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> split(String urls) {
        return Arrays.stream(urls.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static Duration millis(Map<String, ?> properties, String name, long otherwise) {
        return Duration.ofMillis(number(properties, name, otherwise));
    }

    private static long number(Map<String, ?> properties, String name, long otherwise) {
        String value = text(properties, name).orElse(null);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a negative number is.
        }
        throw new ConfigException(name + " must be a whole number from 0, was " + value);
    }

    /** The property, or the same under {@code schema.registry.}, as Confluent reads them; empty where blank. */
    private static Optional<String> text(Map<String, ?> properties, String name) {
        Object value = properties.get("schema.registry." + name);
        if (value == null) {
            value = properties.get(name);
        }
        return Optional.ofNullable(plain(value)).filter(each -> !each.isBlank());
    }

    private static @Nullable String plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Password password -> password.value();
            case List<?> list ->
                String.join(",", list.stream().map(String::valueOf).toList());
            default -> value.toString().strip();
        };
    }
}
