package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.SESSION;
import static io.qsstream.dashboard.testing.Facts.cleared;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.raised;
import static io.qsstream.dashboard.testing.Facts.report;
import static io.qsstream.dashboard.testing.Facts.sample;
import static io.qsstream.dashboard.testing.Facts.sessionWindow;
import static io.qsstream.dashboard.testing.Facts.userWindow;
import static io.qsstream.dashboard.testing.Facts.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.model.SessionIds;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import io.qsstream.v1.Classification;
import io.qsstream.v1.Completeness;
import io.qsstream.v1.SampleGap;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {

    private static final SessionKey KEY = new SessionKey(ACCOUNT, SESSION);
    private static final String ID = SessionIds.of(KEY);
    private static final String ATTACK = "<img src=x onerror=alert(1)>";
    private static final String ALERT = "8f2b6f0a-5c0d-5e52-9d5b-0a4f6f0c1f11";
    private static final String CLEARED_ALERT = "1c2b6f0a-5c0d-5e52-9d5b-0a4f6f0c1f22";

    private static RunningDashboard dashboard;

    @BeforeAll
    static void start() {
        dashboard = RunningDashboard.withoutKafka(Map.of());
        ReadModel model = dashboard.model();
        for (int i = 0; i < 3; i++) {
            model.apply(sample(SESSION, "u/1", minute(i), 40 + i));
            model.apply(sample(SESSION, "u2", minute(i), 2));
            model.apply(userWindow(SESSION, "u/1", minute(i), 1, Classification.BAD));
            model.apply(userWindow(SESSION, "u2", minute(i), 1, Classification.GOOD));
            model.apply(sessionWindow(SESSION, minute(i), 1, 0.5));
        }
        model.apply(TopicKeys.user(KEY.toString(), "u/1"), identity(SESSION, "u/1", ATTACK));
        model.apply(TopicKeys.user(KEY.toString(), "u2"), identity(SESSION, "u2", "=cmd|' /C calc'!A0"));
        model.apply(raised(ALERT, SESSION, "u/1", minute(2)));
        model.apply(raised(CLEARED_ALERT, SESSION, "u2", minute(1)));
        model.apply(cleared(CLEARED_ALERT, SESSION, "u2", minute(2)));
        for (int i = 0; i < 7; i++) {
            model.apply(sample("ended-" + i, "u1", minute(i), 2));
            model.apply(report("ended-" + i, 1, minute(i), "u1"));
        }
        model.apply(report(SESSION, 1, minute(1), "u/1", "u2"));
        model.apply(verdict(
                SESSION,
                3,
                Completeness.PARTIAL,
                new SampleGap("u2", minute(1), minute(3), 1),
                new SampleGap("u/1", minute(1), minute(6), 4)));
    }

    @AfterAll
    static void stop() {
        dashboard.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/sessions",
                "/api/v1/status",
                "/api/v1/openapi.yaml",
                "/api/v1/rules",
                "/api/v1/alerts",
                "/api/v1/stream/sessions",
                "/api/v1/stream/alerts",
                "/api/v1/nothing",
                "/api/v2",
                "/api",
                "/%61pi/v1/sessions",
                "//api/v1/sessions",
                "/api/v1/accounts/a/qss/events",
                "/zoom/v2/videosdk/sessions",
                "/zoom/v2/metrics/meetings/x/participants/qos_summary",
                "/zoom/nothing",
            })
    void nobodyGetsInWithoutTheToken(String path) {
        for (String authorization : List.of("", "Bearer", "Bearer wrong", "Basic " + RunningDashboard.TOKEN)) {
            // When
            HttpResponse<String> response = authorization.isEmpty()
                    ? dashboard.get(path, new String[0])
                    : dashboard.get(path, "Authorization", authorization);

            // Then: a path that no page file has is unknown to those without a token too
            assertThat(response.statusCode())
                    .as(path + " with \"" + authorization + '"')
                    .isIn(401, 404);
            if (path.startsWith("/api/v1/") || path.startsWith("/zoom/v2")) {
                assertThat(response.statusCode()).isEqualTo(401);
            }
            assertThat(response.body()).doesNotContain("items").doesNotContain("sessions\":");
        }
    }

    @Test
    void theTokenOpensWhateverTheCaseOfTheScheme() {
        assertThat(dashboard
                        .get("/api/v1/status", "Authorization", "bearer " + RunningDashboard.TOKEN)
                        .statusCode())
                .isEqualTo(200);
        assertThat(dashboard
                        .get(
                                "/api/v1/status",
                                "Authorization",
                                "Bearer " + RunningDashboard.TOKEN,
                                "Authorization",
                                "Bearer x")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void livenessAndMetricsOfTheManagementPortAreOpenAndTheApiIsNotThere() {
        assertThat(dashboard.management("/prometheus").statusCode()).isEqualTo(200);
        assertThat(dashboard.management("/api/v1/status").statusCode()).isEqualTo(404);
        assertThat(dashboard.get("/prometheus").statusCode()).isEqualTo(404);
    }

    @Test
    void aSessionIsShownWithItsUsersInOrderOfTrouble() {
        // When
        JsonNode session = dashboard.json("/api/v1/sessions/" + ID);

        // Then
        assertThat(session.path("sessionId").asText()).isEqualTo(SESSION);
        assertThat(session.path("name").asText()).isEqualTo("triage-room-12");
        assertThat(session.path("state").asText()).isEqualTo("LIVE");
        assertThat(session.path("startTime").asText()).isEqualTo("2026-03-02T10:00:00.000Z");
        assertThat(session.has("endTime")).isFalse();
        assertThat(session.path("score").asDouble()).isEqualTo(50);
        assertThat(session.path("openAlerts").toString()).isEqualTo("{\"warning\":0,\"critical\":1}");
        assertThat(session.path("strip")).hasSize(3);
        assertThat(session.path("reportRevision").asInt()).isEqualTo(1);
        JsonNode worst = session.path("users").get(0);
        assertThat(worst.path("userId").asText()).isEqualTo("u/1");
        assertThat(worst.path("name").asText()).isEqualTo(ATTACK);
        assertThat(worst.path("classification").asText()).isEqualTo("BAD");
        assertThat(worst.path("latest").path("AUDIO").path("jitterMs").asDouble())
                .isEqualTo(42);
        assertThat(worst.path("latest").path("AUDIO").path("bitrateKbps").asText())
                .isEqualTo("27.15");
        assertThat(worst.path("cpu").path("systemMaxPressure").asText()).isEqualTo("FAIR");
        assertThat(worst.path("strips").path("AUDIO")).hasSize(3);
        assertThat(worst.path("strips").path("SCREEN_SHARE")).isEmpty();
        assertThat(worst.path("openAlertIds").get(0).asText()).isEqualTo(ALERT);
        assertThat(worst.path("cause").path("class").asText()).isEqualTo("SELF_WIFI");
        assertThat(worst.path("environment").path("networkType").asText()).isEqualTo("Wifi");
        assertThat(worst.path("environment").has("location")).isFalse();
        assertThat(session.path("alerts")).hasSize(2);
    }

    @Test
    void sessionsAreFilteredAndSorted() {
        assertThat(ids("/api/v1/sessions?state=LIVE")).containsExactly(ID);
        assertThat(ids("/api/v1/sessions?state=ended")).hasSize(7);
        assertThat(ids("/api/v1/sessions?atRisk=true")).containsExactly(ID);
        assertThat(ids("/api/v1/sessions?accountId=" + encode("acc+1/="))).hasSize(8);
        assertThat(ids("/api/v1/sessions?accountId=other")).isEmpty();
        assertThat(ids("/api/v1/sessions?kind=MEETING")).isEmpty();
        assertThat(ids("/api/v1/sessions?q=U2%40EXAMPLE")).containsExactly(ID);
        assertThat(ids("/api/v1/sessions?q=Triage")).containsExactly(ID);
        assertThat(ids("/api/v1/sessions?q=ended-3")).hasSize(1);
    }

    @Test
    void pagesRepeatNothingAndSkipNothing() {
        // Given
        List<String> all = ids("/api/v1/sessions");

        // When
        List<String> paged = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = dashboard.json("/api/v1/sessions?limit=3&cursor=" + cursor);
            page.path("items").forEach(item -> paged.add(item.path("id").asText()));
            cursor = page.path("nextCursor").asText();
            pages++;
        } while (!cursor.isEmpty());

        // Then
        assertThat(paged).containsExactlyElementsOf(all).hasSize(8);
        assertThat(pages).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"users/u%2F1/samples", "users/u%2f1/samples", "samples?userId=u%2F1", "samples?userId=u/1"})
    void measuresOverTimeAreAlignedWithTheTimes(String path) {
        // When
        JsonNode samples = dashboard.json("/api/v1/sessions/" + ID + '/' + path);

        // Then
        assertThat(samples.path("userId").asText()).isEqualTo("u/1");
        assertThat(samples.path("times")).hasSize(3);
        JsonNode audio = samples.path("streams").get(0);
        assertThat(audio.path("type").asText()).isEqualTo("audio_input");
        assertThat(audio.path("series").path("jitterMs").toString()).isEqualTo("[40.0,41.0,42.0]");
        assertThat(audio.path("series").has("frameRateFps")).isFalse();
        assertThat(samples.path("cpu").path("zoomAvgPct").toString()).isEqualTo("[12.5,12.5,12.5]");
        assertThat(samples.path("wifi").path("avgRssiDbm").toString()).isEqualTo("[-61.0,-61.0,-61.0]");
    }

    @Test
    void aRangeOfTimeIsHalfOpen() {
        JsonNode samples = dashboard.json(
                "/api/v1/sessions/" + ID + "/samples?userId=u2&from=2026-03-02T10:01:00Z&to=2026-03-02T10:02:00Z");

        assertThat(samples.path("times").toString()).isEqualTo("[\"2026-03-02T10:01:00.000Z\"]");
    }

    @Test
    void alertsAreFilteredNewestFirst() {
        assertThat(alerts("")).containsExactly(ALERT, CLEARED_ALERT);
        assertThat(alerts("?state=RAISED")).containsExactly(ALERT);
        assertThat(alerts("?state=CLEARED")).containsExactly(CLEARED_ALERT);
        assertThat(alerts("?session=" + ID + "&userId=u%2F1")).containsExactly(ALERT);
        assertThat(alerts("?severity=WARNING")).isEmpty();
        assertThat(alerts("?ruleId=audio-jitter&from=2026-03-02T10:02:00Z")).containsExactly(ALERT);
        JsonNode alert = dashboard.json("/api/v1/alerts/" + CLEARED_ALERT);
        assertThat(alert.path("clearedTime").asText()).isEqualTo("2026-03-02T10:02:00.000Z");
        assertThat(alert.path("session").path("id").asText()).isEqualTo(ID);
        assertThat(alert.path("userName").asText()).isEqualTo("=cmd|' /C calc'!A0");
    }

    @Test
    void whetherAllSamplesCameIsAnsweredWithTheWorstGapFirst() {
        // When
        JsonNode session = dashboard.json("/api/v1/sessions/" + ID);

        // Then
        assertThat(session.path("coverage").asDouble()).isEqualTo(0.95);
        assertThat(session.path("verdictRevision").asInt()).isEqualTo(3);
        JsonNode completeness = session.path("completeness");
        assertThat(completeness.path("verdict").asText()).isEqualTo("PARTIAL");
        assertThat(completeness.path("reasons").toString()).isEqualTo("[\"GAPS\"]");
        assertThat(completeness.path("expectedSamples").asInt()).isEqualTo(100);
        assertThat(completeness.path("receivedSamples").asInt()).isEqualTo(95);
        assertThat(completeness.path("gapCount").asInt()).isEqualTo(2);
        JsonNode worst = completeness.path("gaps").get(0);
        assertThat(worst.path("userId").asText()).isEqualTo("u/1");
        assertThat(worst.path("name").asText()).isEqualTo(ATTACK);
        assertThat(worst.path("from").asText()).isEqualTo("2026-03-02T10:01:00.000Z");
        assertThat(worst.path("missingSamples").asInt()).isEqualTo(4);
    }

    @Test
    void aNameThatIsMarkupIsTextInThePrintableReport() {
        // When
        HttpResponse<String> html = dashboard.get("/api/v1/sessions/" + ID + "/report.html");

        // Then
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.body())
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img")
                .doesNotContain("<script")
                .contains("Use a cable.");
        assertThat(html.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'; style-src 'sha256-"));
        assertThat(html.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
    }

    @Test
    void aNameThatIsAFormulaIsTextInTheCsv() {
        // When
        HttpResponse<String> csv = dashboard.get("/api/v1/sessions/" + ID + "/report.csv");

        // Then
        assertThat(csv.body().lines()).hasSize(3).element(2).asString().contains("\"'=cmd|' /C calc'!A0\"");
        assertThat(csv.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
    }

    @Test
    void aReportIsAnsweredByTheNamesOfItsSchema() {
        JsonNode report = dashboard.json("/api/v1/sessions/" + ID + "/report");

        assertThat(report.path("endTime").asText()).isEqualTo("2026-03-02T10:01:00.000Z");
        assertThat(report.path("users").get(0).path("cause").path("class").asText())
                .isEqualTo("SELF_WIFI");
        assertThat(report.path("users")
                        .get(0)
                        .path("streams")
                        .get(0)
                        .path("jitterMs")
                        .path("p95")
                        .asDouble())
                .isEqualTo(30);
        assertThat(report.path("users").get(0).has("userKey")).isFalse();
    }

    @Test
    void whatAnAccountSentIsAnsweredNewestFirst() {
        String account = "/api/v1/accounts/acc+1%2F=/qss";
        JsonNode events = dashboard.json(account + "/events?meeting_id=" + encode(SESSION));
        assertThat(events.path("items")).hasSize(6);
        assertThat(events.path("items").get(0).path("time").asText()).isEqualTo("2026-03-02T10:02:00.000Z");
        assertThat(events.path("items").get(0).path("eventType").asText()).isEqualTo("session.user_qos");
        assertThat(events.path("items")
                        .get(0)
                        .path("streams")
                        .get(0)
                        .path("jitterMs")
                        .isNumber())
                .isTrue();

        JsonNode settings = dashboard.json(account + "/settings");
        assertThat(settings.path("accountId").asText()).isEqualTo(ACCOUNT);
        assertThat(settings.path("eventTypes").get(0).path("count").asInt()).isEqualTo(13);
        assertThat(settings.path("windowSeconds").asInt()).isEqualTo(60);
    }

    @Test
    void rulesAreAnsweredWithTheirThresholds() {
        JsonNode rules = dashboard.json("/api/v1/rules");

        assertThat(rules.path("rules")).isNotEmpty();
        assertThat(rules.path("rules").get(0).path("breach").path("direction").asText())
                .isIn("ABOVE", "BELOW");
        assertThat(rules.path("sessionRules")).isNotEmpty();
    }

    @Test
    void statusTellsWhatIsHeld() {
        JsonNode status = dashboard.json("/api/v1/status");

        assertThat(status.path("caughtUp").asBoolean()).isFalse();
        assertThat(status.path("sessions").toString()).isEqualTo("{\"live\":1,\"ended\":7}");
        assertThat(status.path("lastEventTime").asText()).isEqualTo("2026-03-02T10:06:02.000Z");
        assertThat(status.path("memory").path("samples").asInt()).isEqualTo(13);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/sessions?limit=0",
                "/api/v1/sessions?limit=501",
                "/api/v1/sessions?limit=x",
                "/api/v1/sessions?state=x",
                "/api/v1/sessions?cursor=x",
                "/api/v1/alerts?from=yesterday",
                "/api/v1/alerts?from=%2B999999999-12-31T23:59:59Z",
                "/api/v1/sessions/ID/samples?userId=u2&to=-999999999-01-01T00:00:00Z",
            })
    void whatCannotBeReadIsAProblemThatSaysWhat(String path) {
        // When
        HttpResponse<String> response = dashboard.get(path.replace("ID", ID));

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        String parameter = path.replaceAll(".*[?&]|=.*", "");
        assertThat(dashboard.parse(response.body()).path("detail").asText()).startsWith(parameter + ' ');
        assertThat(dashboard.parse(response.body()).path("status").asInt()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/sessions/bm90aGluZw",
                "/api/v1/sessions/%2Fx",
                "/api/v1/sessions/YXxi",
                "/api/v1/alerts/x",
                "/api/v1/nothing"
            })
    void whatIsNotThereIsAProblem(String path) {
        HttpResponse<String> response = dashboard.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    @Test
    void theDescriptionNamesEveryPath() {
        HttpResponse<String> yaml = dashboard.get("/api/v1/openapi.yaml");

        assertThat(yaml.body())
                .startsWith("openapi: 3")
                .contains("/api/v1/sessions/{id}/users/{userId}/samples:")
                .contains("/api/v1/stream/sessions/{id}:")
                .contains("bearer")
                .doesNotContain("HttpRequest");
    }

    private static List<String> ids(String path) {
        return StreamSupport.stream(dashboard.json(path).path("items").spliterator(), false)
                .map(item -> item.path("id").asText())
                .toList();
    }

    private static List<String> alerts(String query) {
        return StreamSupport.stream(
                        dashboard.json("/api/v1/alerts" + query).path("items").spliterator(), false)
                .map(item -> item.path("alertId").asText())
                .toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
