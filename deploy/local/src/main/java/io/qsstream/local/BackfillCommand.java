package io.qsstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Asks a running ingest service to fetch what Zoom's REST API knows. The service does the work and remembers it, so this
 * command may be stopped and told {@code --resume} later. Exits with 0 where all was fetched, 1 where Zoom did not have
 * all of it, 2 where the service refused or did not answer.
 */
@Command(
        name = "backfill",
        description = "Fetches what Zoom's webhooks did not bring from its REST API, by way of the ingest service.",
        mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Outages of the service that are waited for. */
    private static final int FAILURES = 30;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The ingest service's management port; default: ${DEFAULT-VALUE}.")
    URI url = URI.create("http://localhost:8090");

    @Option(names = "--session", paramLabel = "ID", description = "One session: uuid of a meeting, or a session id.")
    @Nullable
    String session;

    @Option(names = "--user", paramLabel = "ID", description = "Only this user of a Video SDK session: one call.")
    @Nullable
    String user;

    @Option(names = "--account", paramLabel = "ID", description = "Its account, where it is not the service's own.")
    @Nullable
    String account;

    @Option(names = "--from", paramLabel = "DAY", description = "All sessions from this day on, such as 2026-11-24.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "DAY", description = "Until this day, included.")
    @Nullable
    String to;

    @Option(names = "--kind", description = "meeting, webinar or session (of the Video SDK); default: session.")
    @Nullable
    String kind;

    @Option(names = "--alerted", description = "Before all that has no alerts.")
    boolean alerted;

    @Option(names = "--dry-run", description = "Only say what it would cost.")
    boolean dryRun;

    @Option(names = "--resume", paramLabel = "BACKFILL", description = "Watch one that was begun before.")
    @Nullable
    String resume;

    @Option(names = "--every", hidden = true)
    Duration every = Duration.ofSeconds(1);

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        check();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3))
                .build()) {
            return run(http);
        } catch (IOException e) {
            return refuse("The ingest service does not answer at " + url + " ("
                    + e.getClass().getSimpleName() + "): --url names its management port");
        }
    }

    private void check() {
        boolean days = from != null || to != null;
        int ways = (session == null ? 0 : 1) + (days ? 1 : 0) + (resume == null ? 0 : 1);
        if (ways != 1 || (days && (from == null || to == null))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Which? Either --session, or --from and --to, or --resume");
        }
        day("--from", from);
        day("--to", to);
        if (resume != null && !resume.matches("[0-9a-f]{16}")) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--resume wants what a backfill printed");
        }
    }

    private void day(String option, @Nullable String text) {
        try {
            if (text != null) {
                var unused = LocalDate.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " must be a day like 2026-11-24, was '" + text + "'", e);
        }
    }

    private int run(HttpClient http) throws IOException, InterruptedException {
        PrintWriter print = spec.commandLine().getOut();
        String id = resume;
        if (id == null) {
            HttpResponse<byte[]> answer = http.send(
                    request("/backfill")
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body().toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = json(answer);
            if (answer.statusCode() != 200 && answer.statusCode() != 202) {
                return refuse(error(answer, json));
            }
            if (dryRun) {
                print.println("Dry run: " + json.path("sessions").asInt() + " sessions, "
                        + (json.path("atLeast").asBoolean() ? "at least " : "")
                        + json.path("callsToCome").asInt() + " calls; "
                        + json.path("callsLeftToday").asInt() + " are left today. To find out took "
                        + json.path("callsMade").asInt() + ".");
                print.flush();
                return 0;
            }
            id = json.path("id").asText();
            print.println("Backfill " + id + " (--resume " + id + " watches it again)");
            print.flush();
        }
        return watch(http, id);
    }

    private int watch(HttpClient http, String id) throws IOException, InterruptedException {
        if (!Qsstream.onTerminal()) {
            return watch(http, id, progress -> {});
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("backfill")
                .setInitialMax(1)
                .build()) {
            return watch(http, id, progress -> {
                bar.maxHint(Math.max(1, progress.path("sessions").asInt()));
                bar.stepTo(progress.path("done").asInt());
                bar.setExtraMessage(" " + progress.path("records").asInt() + " records");
            });
        }
    }

    private int watch(HttpClient http, String id, java.util.function.Consumer<JsonNode> look)
            throws IOException, InterruptedException {
        int failures = 0;
        while (true) {
            try {
                HttpResponse<byte[]> answer =
                        http.send(request("/backfill/" + id).build(), HttpResponse.BodyHandlers.ofByteArray());
                JsonNode progress = json(answer);
                if (answer.statusCode() != 200) {
                    return refuse(error(answer, progress));
                }
                failures = 0;
                look.accept(progress);
                String state = progress.path("state").asText();
                if (state.equals("DONE") || state.equals("FAILED")) {
                    return say(progress);
                }
            } catch (IOException e) {
                // A restart of the service: it goes on with what it was doing.
                if (++failures == FAILURES) {
                    throw e;
                }
            }
            Thread.sleep(every);
        }
    }

    private int say(JsonNode progress) {
        PrintWriter print = spec.commandLine().getOut();
        print.println(progress.path("records").asInt() + " records of "
                + progress.path("done").asInt() + " sessions published.");
        int complete = 0;
        for (Iterator<Map.Entry<String, JsonNode>> each =
                        progress.path("outcomes").fields();
                each.hasNext(); ) {
            Map.Entry<String, JsonNode> outcome = each.next();
            print.println("  " + TerminalText.plain(outcome.getKey()) + ": "
                    + outcome.getValue().asInt());
            complete += outcome.getKey().equals("complete") ? outcome.getValue().asInt() : 0;
        }
        int tooOld = progress.path("samplesTooOld").asInt();
        if (tooOld > 0) {
            print.println(
                    tooOld + " samples were left out: older than qsstream.zoom-api.max-sample-age, the raw events that"
                            + " go with them are deleted, or will be soon.");
        }
        print.flush();
        boolean all = progress.path("state").asText().equals("DONE")
                && complete == progress.path("sessions").asInt()
                && tooOld == 0;
        return all ? 0 : 1;
    }

    private ObjectNode body() {
        ObjectNode body = JSON.createObjectNode();
        put(body, "session", session);
        put(body, "user", user);
        put(body, "account", account);
        put(body, "kind", kind);
        put(body, "from", from);
        put(body, "to", to);
        body.put("alerted", alerted);
        body.put("dryRun", dryRun);
        return body;
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).header("accept", "application/json");
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            JsonNode json = JSON.readTree(answer.body());
            return json == null ? JSON.createObjectNode() : json;
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private static String error(HttpResponse<byte[]> answer, JsonNode json) {
        String error = json.path("error").asText("");
        return error.isEmpty() ? "The ingest service answers " + answer.statusCode() : TerminalText.plain(error);
    }

    private int refuse(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
        return 2;
    }
}
