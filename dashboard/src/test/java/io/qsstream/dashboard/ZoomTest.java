package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.ACCOUNT;
import static io.qsstream.dashboard.testing.Facts.SESSION;
import static io.qsstream.dashboard.testing.Facts.identity;
import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.report;
import static io.qsstream.dashboard.testing.Facts.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.topic.TopicKeys;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoomTest {

    private static final String ONCE = "%2FaB%2F%2F7kTQ%2Bu%3D%3D";
    private static final String TWICE = "%252FaB%252F%252F7kTQ%252Bu%253D%253D";

    private static RunningDashboard dashboard;

    @BeforeAll
    static void start() {
        dashboard = RunningDashboard.withoutKafka(Map.of());
        ReadModel model = dashboard.model();
        for (int user = 0; user < 12; user++) {
            for (int i = 0; i < 2; i++) {
                model.apply(sample(SESSION, "u" + user, minute(i + 6), 40.5));
            }
        }
        model.apply(
                TopicKeys.user(new SessionKey(ACCOUNT, SESSION).toString(), "u0"),
                identity(SESSION, "u0", "Kamala D."));
        model.apply(sample("+past", "u1", minute(0), 3));
        model.apply(report("+past", 1, minute(5), "u1", "u2", "u3"));
    }

    @AfterAll
    static void stop() {
        dashboard.close();
    }

    @Test
    void liveAndPastSessionsAreListedInZoomsFields() {
        JsonNode live = dashboard.json("/zoom/v2/videosdk/sessions?type=live&from=2026-03-02&to=2026-03-02");
        assertThat(live.path("page_size").asInt()).isEqualTo(30);
        assertThat(live.path("next_page_token").asText()).isEmpty();
        assertThat(live.path("sessions")).hasSize(1);
        assertThat(live.path("sessions").get(0).path("id").asText()).isEqualTo(SESSION);
        assertThat(live.path("sessions").get(0).path("session_name").asText()).isEqualTo("triage-room-12");
        assertThat(live.path("sessions").get(0).path("start_time").asText()).isEqualTo("2026-03-02T10:06:00Z");
        assertThat(live.path("sessions").get(0).path("user_count").asInt()).isEqualTo(12);

        JsonNode past = dashboard.json("/zoom/v2/videosdk/sessions?type=past");
        assertThat(past.path("sessions")).hasSize(1);
        assertThat(past.path("sessions").get(0).path("duration").asText()).isEqualTo("00:05:00");

        assertThat(dashboard
                        .json("/zoom/v2/videosdk/sessions?type=past&from=2026-03-03")
                        .path("sessions"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {ONCE, TWICE})
    void anIdMayBeEncodedOnceOrTwice(String id) {
        // When
        JsonNode user = dashboard.json("/zoom/v2/videosdk/sessions/" + id + "/users/u0/qos");

        // Then
        assertThat(user.path("id").asText()).isEqualTo("u0");
        assertThat(user.path("name").asText()).isEqualTo("Kamala D.");
        assertThat(user.path("user_qos")).hasSize(2);
        JsonNode item = user.path("user_qos").get(0);
        assertThat(item.path("date_time").asText()).isEqualTo("2026-03-02T10:06:00Z");
        assertThat(item.path("audio_input").toString())
                .isEqualTo("{\"bitrate\":\"27.15 kbps\",\"latency\":\"126 ms\",\"jitter\":\"40.5 ms\","
                        + "\"avg_loss\":\"0.03%\",\"max_loss\":\"0.4%\"}");
        assertThat(item.path("video_input").path("resolution").asText()).isEqualTo("1280*720");
        assertThat(item.path("video_input").path("frame_rate").asText()).isEqualTo("24 fps");
        assertThat(item.path("as_input").path("bitrate").asText("absent")).isEmpty();
        assertThat(item.path("cpu_usage").path("zoom_avg_cpu_usage").asText()).isEqualTo("12.5%");
        assertThat(item.path("cpu_pressure_level")
                        .path("system_max_cpu_pressure_level")
                        .asText())
                .isEqualTo("fair");
        assertThat(item.path("wifi_rssi").path("avg_rssi").asInt()).isEqualTo(-61);
    }

    @Test
    void usersComeOneToAPageUnlessAskedOtherwiseAndTenAtMost() {
        String path = "/zoom/v2/videosdk/sessions/" + TWICE + "/users/qos";
        assertThat(dashboard.json(path).path("users")).hasSize(1);
        assertThat(dashboard.json(path + "?page_size=300").path("page_size").asInt())
                .isEqualTo(10);

        // When
        List<String> users = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = dashboard.json(path + "?page_size=5&next_page_token=" + token);
            page.path("users").forEach(user -> users.add(user.path("id").asText()));
            token = page.path("next_page_token").asText();
        } while (!token.isEmpty());

        // Then
        assertThat(users).hasSize(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/videosdk/sessions/%252Bpast/users/qos_summary",
                "/metrics/meetings/%2Bpast/participants/qos_summary",
                "/metrics/webinars/+past/participants/qos_summary"
            })
    void aSummaryIsWhatTheReportSays(String path) {
        // When
        JsonNode summary = dashboard.json("/zoom/v2" + path + "?page_size=2");

        // Then
        JsonNode users = summary.path(path.contains("metrics") ? "participants" : "users");
        assertThat(users).hasSize(2);
        assertThat(users.get(0)
                        .path(path.contains("metrics") ? "participant_id" : "id")
                        .asText())
                .isEqualTo("u1");
        JsonNode qos = users.get(0).path("qos").get(0);
        assertThat(qos.path("type").asText()).isEqualTo("audio_input");
        assertThat(qos.path("details").path("avg_jitter").asText()).isEqualTo("6.25 ms");
        assertThat(qos.path("details").path("max_loss").asText()).isEqualTo("4.9%");
        assertThat(qos.path("details").path("min_bitrate").asText()).isEqualTo("12 kbps");
        assertThat(summary.path("total_records").asInt()).isEqualTo(3);
        assertThat(summary.path("next_page_token").asText()).isNotEmpty();
    }

    @Test
    void errorsHaveZoomsForm() {
        HttpResponse<String> live = dashboard.get("/zoom/v2/videosdk/sessions/" + TWICE + "/users/qos_summary");
        assertThat(live.statusCode()).isEqualTo(404);
        assertThat(dashboard.parse(live.body()).path("code").asInt()).isEqualTo(3001);
        assertThat(dashboard.parse(live.body()).path("message").asText()).contains("has not ended yet");

        HttpResponse<String> nobody = dashboard.get("/zoom/v2/videosdk/sessions", new String[0]);
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(dashboard.parse(nobody.body()).path("code").asInt()).isEqualTo(124);

        assertThat(dashboard.get("/zoom/v2/videosdk/sessions?type=scheduled").statusCode())
                .isEqualTo(400);
    }
}
