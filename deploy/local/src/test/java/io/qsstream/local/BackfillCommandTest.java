package io.qsstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command before a service that answers as ingest does. */
class BackfillCommandTest {

    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            String answer = answers.poll();
            if (answer == null) {
                exchange.close();
                return;
            }
            byte[] body = answer.substring(4).getBytes(UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aBackfillIsWatchedToItsEnd() {
        // Given
        answers.add("202 {\"id\":\"0123456789abcdef\",\"state\":\"RUNNING\"}");
        answers.add("200 {\"state\":\"RUNNING\",\"sessions\":1,\"done\":0}");
        answers.add("200 {\"state\":\"DONE\",\"sessions\":1,\"done\":1,\"records\":24,\"outcomes\":{\"complete\":1}}");

        // When
        int exit = run("--session", "/aB//7kTQ==", "--kind", "meeting", "--every", "1ms");

        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("--resume 0123456789abcdef", "24 records of 1 sessions", "complete: 1");
        assertThat(requests.peek())
                .isEqualTo("POST /backfill {\"session\":\"/aB//7kTQ==\",\"kind\":\"meeting\",\"alerted\":false,"
                        + "\"dryRun\":false}");
    }

    @Test
    void whatZoomDidNotHaveIsAnotherExitCodeAndSaid() {
        // Given
        answers.add("200 {\"state\":\"DONE\",\"sessions\":2,\"done\":2,\"records\":3,\"samplesTooOld\":7,"
                + "\"outcomes\":{\"complete\":1,\"not_ended_or_unknown\":1}}");

        // When
        int exit = run("--resume", "0123456789abcdef");

        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("not_ended_or_unknown: 1", "7 samples were left out");
    }

    @Test
    void aDryRunSaysTheCalls() {
        // Given
        answers.add("200 {\"sessions\":3,\"callsToCome\":14,\"atLeast\":true,\"callsMade\":1,\"callsLeftToday\":900}");

        // When
        int exit = run("--from", "2026-11-24", "--to", "2026-11-25", "--dry-run");

        // Then
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("3 sessions, at least 14 calls; 900 are left today");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusalIsOneLineAndSteersNoTerminal() {
        // Given
        answers.add("404 {\"error\":\"off\\u001b[2J\"}");

        // Then
        assertThat(run("--session", "x")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("off·[2J" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--from 2026-11-24",
                "--session x --from 2026-11-24 --to 2026-11-25",
                "--from yesterday --to today",
                "--resume ../../health"
            })
    void whatCannotBeMeantAsksNobody(String arguments) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(requests).isEmpty();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "backfill", "--url", "http://127.0.0.1:" + server.getAddress().getPort()));
        all.addAll(List.of(arguments));
        return Qsstream.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
