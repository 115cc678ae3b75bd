package io.qsstream.ingest.settings;

import io.qsstream.ingest.verify.Secrets;
import io.qsstream.schema.settings.StartRefused;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of {@code /webhooks/zoom}, and of each {@code /webhooks/zoom/{app}}.
 *
 * <p>An app without a secret of its own has none: the main secret does not open it, and the answer to an unknown app is
 * the answer to a wrong signature, so nobody outside learns which apps there are.
 *
 * @param byApp keyed as in the variable's name: {@code MY_APP} for the path {@code my-app}
 */
public record WebhookSecrets(Secrets main, Map<String, Secrets> byApp) {

    public static final String VARIABLE = "ZOOM_WEBHOOK_SECRET_TOKEN";

    private static final int LONGEST_APP = 64;

    public WebhookSecrets {
        byApp = Map.copyOf(byApp);
    }

    /**
     * Reads the variables.
     *
     * @throws StartRefused if the main secret is missing, or one that is set is blank
     */
    public static WebhookSecrets of(Map<String, String> variables) {
        String main = variables.get(VARIABLE);
        if (main == null || Secrets.parse(main).all().isEmpty()) {
            throw new StartRefused(VARIABLE
                    + " is not set: give it the Secret Token from your Zoom app's Feature page (several, comma-separated,"
                    + " during a rotation)");
        }
        Map<String, Secrets> byApp = new HashMap<>();
        variables.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE + "_")) {
                Secrets secrets = Secrets.parse(value);
                if (secrets.all().isEmpty()) {
                    throw new StartRefused(variable + " is blank: give it that app's Secret Token, or unset it");
                }
                byApp.put(variable.substring(VARIABLE.length() + 1), secrets);
            }
        });
        return new WebhookSecrets(Secrets.parse(main), byApp);
    }

    /** The secrets of one path: {@code app} is its last part, or null where it has none. */
    public Secrets forApp(@Nullable String app) {
        if (app == null) {
            return main;
        }
        return isApp(app)
                ? byApp.getOrDefault(app.toUpperCase(Locale.ROOT).replace('-', '_'), Secrets.NONE)
                : Secrets.NONE;
    }

    /** Whether a text may be an app's name in a path. No regular expression: this is asked of every request to an app. */
    public static boolean isApp(String text) {
        if (text.isEmpty() || text.length() > LONGEST_APP) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean plain = each >= 'a' && each <= 'z'
                    || each >= 'A' && each <= 'Z'
                    || each >= '0' && each <= '9'
                    || each == '-'
                    || each == '_';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "WebhookSecrets[main, apps " + byApp.keySet() + "]";
    }
}
