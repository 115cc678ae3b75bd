package io.qsstream.schema.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Secrets from files, as Kubernetes and Docker mount them: {@code X_FILE} names the file that holds what {@code X} would.
 * An environment shows in {@code docker inspect} and is inherited by children; a file has an owner and a mode.
 */
public final class SecretFiles {

    /** The variables that hold secrets, and so may be files; the first one also with an app's name behind it. */
    public static final List<String> SECRETS = List.of(
            "ZOOM_WEBHOOK_SECRET_TOKEN",
            "DASHBOARD_API_TOKEN",
            "NOTIFY_WEBHOOK_URL",
            "KAFKA_SASL_JAAS_CONFIG",
            "KAFKA_SSL_KEY_PASSWORD",
            "KAFKA_SSL_KEYSTORE_KEY",
            "KAFKA_SSL_KEYSTORE_PASSWORD",
            "KAFKA_SSL_TRUSTSTORE_PASSWORD",
            "SCHEMA_REGISTRY_URL_USER_INFO",
            "SCHEMA_REGISTRY_BEARER_AUTH_TOKEN");

    private static final String SUFFIX = "_FILE";
    private static final String PER_APP = SECRETS.getFirst() + '_';

    /** No secret is larger; a file that is was named by mistake. */
    private static final int MAX_BYTES = 64 * 1024;

    /**
     * The environment with each file's content in place of its name, without white space around it: editors end files
     * with a line break.
     *
     * @throws StartRefused if a secret is given twice, or its file cannot be read or is empty
     */
    public static Map<String, String> read(Map<String, String> variables) {
        Map<String, String> resolved = new HashMap<>(variables);
        for (String variable : new TreeSet<>(variables.keySet())) {
            if (!namesFile(variable)) {
                continue;
            }
            String secret = variable.substring(0, variable.length() - SUFFIX.length());
            String file = variables.getOrDefault(variable, "");
            if (variables.containsKey(secret)) {
                throw new StartRefused(secret + " and " + variable + " are both set: unset one");
            }
            resolved.remove(variable);
            resolved.put(secret, content(variable, file));
        }
        return resolved;
    }

    private static boolean namesFile(String variable) {
        if (!variable.endsWith(SUFFIX)) {
            return false;
        }
        String secret = variable.substring(0, variable.length() - SUFFIX.length());
        return SECRETS.contains(secret) || secret.startsWith(PER_APP);
    }

    /** What a mistake says names the variable and the file, never what is in it. */
    private static String content(String variable, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_BYTES) {
                throw new StartRefused(variable + "=" + file + " is larger than 64 KiB: is it the right file?");
            }
            String content = Files.readString(path).strip();
            if (content.isEmpty()) {
                throw new StartRefused(variable + "=" + file + " is empty: write the secret into it");
            }
            return content;
        } catch (CharacterCodingException e) {
            throw new StartRefused(variable + "=" + file + " is not UTF-8 text: is it the right file?", e);
        } catch (IOException | InvalidPathException e) {
            throw new StartRefused(
                    "Cannot read " + variable + "=" + file + " (" + e.getClass().getSimpleName()
                            + "): check its path and that this process may read it",
                    e);
        }
    }

    private SecretFiles() {}
}
