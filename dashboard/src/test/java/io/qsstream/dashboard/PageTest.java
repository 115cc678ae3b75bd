package io.qsstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

    private static final String NOBODY = "";

    @Test
    void thePageIsOpenAndStrictAndHoldsNoToken() {
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            // When
            HttpResponse<String> page = dashboard.get("/", new String[0]);

            // Then
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-security-policy"))
                    .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                            + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
            assertThat(page.headers().firstValue("cache-control")).hasValue("no-store");
            assertThat(page.body())
                    .contains("<meta name=\"qsstream-token\" content=\"" + NOBODY + "\">")
                    .doesNotContain(RunningDashboard.TOKEN);
        }
    }

    @Test
    void theLocalStacksPageHasItsTokenInPlace() {
        try (RunningDashboard dashboard =
                RunningDashboard.withoutKafka(Map.of("qsstream.dashboard.page-token", true))) {
            assertThat(dashboard.get("/", new String[0]).body())
                    .contains("<meta name=\"qsstream-token\" content=\"" + RunningDashboard.TOKEN + "\">");
            assertThat(dashboard.get("/index.html", new String[0]).body()).contains(RunningDashboard.TOKEN);
        }
    }

    @Test
    void theLibraryIsServedFromHereAndAnsweredWith304WhenKnown() {
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            HttpResponse<String> library = dashboard.get("/webjars/uplot/dist/uPlot.esm.js", new String[0]);
            assertThat(library.statusCode()).isEqualTo(200);
            assertThat(library.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
            String etag = library.headers().firstValue("etag").orElseThrow();

            // When
            HttpResponse<String> again = dashboard.get("/webjars/uplot/dist/uPlot.esm.js", "If-None-Match", etag);

            // Then
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../application.yml",
                "/%2e%2e/application.yml",
                "/..%2fapplication.yml",
                "/webjars/uplot/../../../../application.yml",
                "/webjars/uplot/%2e%2e/package.json",
                "/webjars/other/x.js",
                "/application.yml",
                "/nothing.js",
                "/.hidden.js"
            })
    void whatIsNoFileOfThePageIsNotThere(String path) {
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            assertThat(dashboard.get(path, new String[0]).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void foreignPagesMayReadNothingUnlessAnOperatorNamesThem() {
        String[] foreign = {"Authorization", "Bearer " + RunningDashboard.TOKEN, "Origin", "https://support.example.com"
        };
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            assertThat(dashboard.get("/api/v1/status", foreign).headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of(
                "micronaut.server.cors.enabled",
                true,
                "micronaut.server.cors.configurations.support.allowed-origins",
                "https://support.example.com"))) {
            HttpResponse<String> named = dashboard.get("/api/v1/status", foreign);
            assertThat(named.statusCode()).isEqualTo(200);
            assertThat(named.headers().firstValue("access-control-allow-origin"))
                    .hasValue("https://support.example.com");

            // When
            HttpResponse<String> preflight = dashboard.preflight("/api/v1/status", "https://support.example.com");

            // Then
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().firstValue("access-control-allow-headers"))
                    .hasValue("authorization");
        }
    }
}
