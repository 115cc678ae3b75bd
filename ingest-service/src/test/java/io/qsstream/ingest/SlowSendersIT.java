package io.qsstream.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.schema.testing.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many who send almost nothing, against the real process: whoever sends a whole request is answered as ever. */
class SlowSendersIT {

    private static final int SLOW = 1_000;

    private static TestBroker broker;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() {
        broker = new TestBroker().start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aThousandHalfOpenSendersDelayNobodyAndAreLetGo() throws IOException {
        try (IngestProcess ingest = new IngestProcess(broker, directory, Map.of()).awaitReady();
                Senders slow = new Senders()) {
            // Given
            warmUp(ingest);
            slow.open(ingest.port, SLOW);
            await().until(() -> ingest.metric("qsstream_ingest_connections") >= SLOW);

            // When
            List<Duration> answers = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            while (System.nanoTime() < end) {
                slow.drip();
                answers.add(answered(ingest));
            }

            // Then
            say("1,000 half-open senders", answers);
            assertThat(answers).hasSizeGreaterThan(20).allMatch(each -> each.compareTo(Duration.ofSeconds(1)) < 0);
            await("they are cut off, drips or not")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        assertThat(ingest.metric("qsstream_ingest_connections_closed_total{reason=\"slow\"}"))
                                .isEqualTo(SLOW);
                        assertThat(ingest.metric("qsstream_ingest_connections")).isLessThan(20);
                    });
            assertThat(ingest.metric("qsstream_ingest_connections_closed_total{reason=\"crowded\"}"))
                    .isZero();
        }
    }

    @Test
    void moreSlowSendersThanConnectionsDriveOutEachOtherAndNobodyElse() throws IOException {
        try (IngestProcess ingest = new IngestProcess(
                                broker, directory, Map.of("QSSTREAM_INGEST_MAX_CONNECTIONS", "100"))
                        .awaitReady();
                Senders slow = new Senders()) {
            // Given
            warmUp(ingest);
            slow.open(ingest.port, 150);

            // When
            List<Duration> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                slow.open(ingest.port, 10);
                answers.add(answered(ingest));
            }

            // Then
            say("550 senders on 100 connections", answers);
            assertThat(answers).allMatch(each -> each.compareTo(Duration.ofSeconds(1)) < 0);
            assertThat(ingest.metric("qsstream_ingest_connections")).isLessThanOrEqualTo(100);
            assertThat(ingest.metric("qsstream_ingest_connections_closed_total{reason=\"crowded\"}"))
                    .isGreaterThanOrEqualTo(400);
            assertThat(ingest.metrics()).contains("qsstream_ingest_requests_total{outcome=\"accepted\"}");
        }
    }

    private static void warmUp(IngestProcess ingest) {
        for (int i = 0; i < 50; i++) {
            assertThat(ingest.post("{\"n\":\"warm\"}").statusCode()).isEqualTo(204);
        }
    }

    private static Duration answered(IngestProcess ingest) {
        long from = System.nanoTime();
        int status = ingest.post("{\"n\":\"healthy\"}").statusCode();
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        assertThat(status).isEqualTo(204);
        return took;
    }

    private static void say(String what, List<Duration> answers) {
        List<Duration> sorted =
                answers.stream().sorted(Comparator.naturalOrder()).toList();
        System.out.println(what + ": " + sorted.size() + " healthy requests, median "
                + sorted.get(sorted.size() / 2).toMillis() + " ms, slowest "
                + sorted.getLast().toMillis() + " ms");
    }

    /** Every other one is slow with its headers, the rest with their bodies. */
    private static final class Senders implements AutoCloseable {

        private static final ByteBuffer[] HALVES = {
            bytes("POST /webhooks/zoom HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
            bytes("POST /webhooks/zoom HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000\r\n\r\n{")
        };

        private final List<SocketChannel> channels = new ArrayList<>();

        void open(int port, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.write(HALVES[i % 2].duplicate());
                channels.add(channel);
            }
        }

        /** A byte each. */
        void drip() {
            for (SocketChannel channel : channels) {
                try {
                    channel.write(bytes("x"));
                } catch (IOException cutOff) {
                    // Which is what is to happen.
                }
            }
        }

        private static ByteBuffer bytes(String text) {
            return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }
}
