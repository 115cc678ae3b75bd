package io.qsstream.ingest.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.ingest.verify.Secrets;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.StartRefused;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretsTest {

    private static final WebhookSecrets SECRETS = WebhookSecrets.of(Map.of(
            "ZOOM_WEBHOOK_SECRET_TOKEN", "main-token-1,main-token-2",
            "ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "app-token"));

    @Test
    void anAppIsFoundByItsPathName() {
        assertThat(SECRETS.forApp("my-app").all()).hasSize(1);
        assertThat(SECRETS.forApp("My_App")).isEqualTo(SECRETS.forApp("my-app"));
        assertThat(SECRETS.forApp(null).all()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "", "my app", "my-app ", "my-app/", "ſ", "my\u0000app"})
    void anyOtherAppHasNoSecretAtAll(String app) {
        assertThat(SECRETS.forApp(app)).isEqualTo(Secrets.NONE);
    }

    @Test
    void aMissingOrBlankMainSecretRefusesTheStart() {
        for (Map<String, String> variables : java.util.List.of(
                Map.<String, String>of(),
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", " , "),
                Map.of("ZOOM_WEBHOOK_SECRET_TOKEN_MY_APP", "x"))) {
            assertThatThrownBy(() -> WebhookSecrets.of(variables))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageStartingWith("ZOOM_WEBHOOK_SECRET_TOKEN is not set: give it the Secret Token");
        }
    }

    @Test
    void aBlankSecretOfAnAppRefusesTheStart() {
        assertThatThrownBy(() ->
                        WebhookSecrets.of(Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", "x", "ZOOM_WEBHOOK_SECRET_TOKEN_A", " ")))
                .hasMessageStartingWith("ZOOM_WEBHOOK_SECRET_TOKEN_A is blank");
    }

    @Test
    void nothingIsPrinted() {
        assertThat(SECRETS.toString()).contains("MY_APP").doesNotContain("token");
        assertThat(new ProcessEnvironment(Map.of("ZOOM_WEBHOOK_SECRET_TOKEN", "main-token-1")).toString())
                .doesNotContain("main-token-1");
    }
}
