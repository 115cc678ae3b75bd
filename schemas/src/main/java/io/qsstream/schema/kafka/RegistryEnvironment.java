package io.qsstream.schema.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where the schema registry is and how to sign in, from the environment, by Confluent's property names. Pure. */
public final class RegistryEnvironment {

    private static final String PREFIX = "SCHEMA_REGISTRY_";
    private static final String DEFAULT_URL = "http://localhost:8081";

    /**
     * Reads {@code SCHEMA_REGISTRY_URL}, {@code SCHEMA_REGISTRY_URL_USER_INFO} ({@code user:password}) and any other
     * property of the serde as {@code SCHEMA_REGISTRY_<PROPERTY_IN_CAPITALS>}, such as
     * {@code SCHEMA_REGISTRY_BEARER_AUTH_TOKEN}.
     */
    public static SortedMap<String, String> of(Map<String, String> environment) {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.put("schema.registry.url", DEFAULT_URL);
        environment.forEach((variable, value) -> {
            switch (variable) {
                case "SCHEMA_REGISTRY_URL" -> properties.put("schema.registry.url", value);
                case "SCHEMA_REGISTRY_URL_USER_INFO", "SCHEMA_REGISTRY_USER_INFO" -> {
                    properties.put("basic.auth.credentials.source", "USER_INFO");
                    properties.put("basic.auth.user.info", value);
                }
                default -> {
                    if (variable.startsWith(PREFIX)) {
                        properties.put(
                                variable.substring(PREFIX.length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'),
                                value);
                    }
                }
            }
        });
        return properties;
    }

    private RegistryEnvironment() {}
}
