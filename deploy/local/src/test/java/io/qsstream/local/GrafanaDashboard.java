package io.qsstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The queries of {@code deploy/monitoring/grafana/qsstream.json}. */
record GrafanaDashboard(List<Target> targets) {

    static final String DATA_SOURCE = "qsstream-prometheus";

    /** One query of one panel. */
    record Target(String panel, String expression) {

        /** With Grafana's own variable replaced, as it does before it asks. */
        String asPrometheusSees(String interval) {
            return expression.replace("$__rate_interval", interval);
        }
    }

    static GrafanaDashboard read(Path home) throws IOException {
        List<Target> targets = new ArrayList<>();
        JsonNode dashboard = new ObjectMapper()
                .readTree(
                        home.resolve("deploy/monitoring/grafana/qsstream.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                targets.add(new Target(
                        panel.path("title").asText(), target.path("expr").asText()));
            }
        }
        return new GrafanaDashboard(targets);
    }
}
