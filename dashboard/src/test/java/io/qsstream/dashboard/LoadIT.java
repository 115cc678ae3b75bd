package io.qsstream.dashboard;

import static io.qsstream.dashboard.testing.Facts.minute;
import static io.qsstream.dashboard.testing.Facts.raised;
import static io.qsstream.dashboard.testing.Facts.sample;
import static io.qsstream.dashboard.testing.Facts.sessionWindow;
import static io.qsstream.dashboard.testing.Facts.userWindow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.v1.Classification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What one instance bears. Prints its figures: {@code mvn -pl schemas,dashboard verify -Dtest=None -Dit.test=LoadIT
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class LoadIT {

    private static final int SESSIONS = 500;
    private static final int USERS = 20;
    private static final int MINUTES = 60;
    private static final int CLIENTS = 200;
    private static final int STALLED = 20;
    private static final int LIVE_SECONDS = 30;
    private static final long MOST_HEAP_BYTES = 512L * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A browser that reads what it is sent, and keeps nothing of it. */
    private static final class Browser implements AutoCloseable {
        private final Socket socket;
        private final AtomicInteger alerts = new AtomicInteger();
        private final AtomicInteger sessions = new AtomicInteger();
        private final AtomicBoolean listening = new AtomicBoolean();

        Browser(Socket socket) {
            this.socket = socket;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    switch (line) {
                        case "event: alert" -> alerts.incrementAndGet();
                        case "event: session" -> sessions.incrementAndGet();
                        case "event: heartbeat" -> listening.set(true);
                        default -> {}
                    }
                }
            } catch (IOException e) {
                listening.set(false);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void fiveHundredLiveSessionsAndTwoHundredBrowsersFitIntoHalfAGibibyte() {
        List<Socket> stalled = new ArrayList<>();
        List<Browser> browsers = new ArrayList<>();
        try (RunningDashboard dashboard = RunningDashboard.withoutKafka(Map.of())) {
            // Given
            ReadModel model = dashboard.model();
            long filling = System.nanoTime();
            for (int minute = 0; minute < MINUTES; minute++) {
                fill(model, minute);
            }
            double fillSeconds = seconds(filling);
            for (int i = 0; i < STALLED; i++) {
                stalled.add(connect(dashboard.port, i % 2 == 0 ? "sessions" : "alerts", 4 * 1024));
            }
            for (int i = 0; i < CLIENTS; i++) {
                browsers.add(new Browser(connect(dashboard.port, i % 2 == 0 ? "sessions" : "alerts", 256 * 1024)));
            }
            await().atMost(PATIENCE).until(() -> browsers.stream().allMatch(browser -> browser.listening.get()));

            // When
            int alerts = 0;
            int fed = 0;
            long from = System.nanoTime();
            while (seconds(from) < LIVE_SECONDS) {
                // As many samples as 10,000 users with one a minute send, and a storm of alerts.
                int due = (int) (seconds(from) * SESSIONS * USERS / 60);
                for (; fed < due; fed++) {
                    model.apply(sample(session(fed % SESSIONS), "u" + fed / SESSIONS % USERS, minute(MINUTES), 5));
                }
                for (; alerts < seconds(from) * 40; alerts++) {
                    model.apply(raised("a" + alerts, session(alerts % SESSIONS), "u1", minute(MINUTES)));
                }
                await().pollDelay(Duration.ofMillis(20)).until(() -> true);
            }

            // Then
            int told = alerts;
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browsers.stream()
                                    .filter(browser -> browser.alerts.get() == told)
                                    .count())
                            .isEqualTo(CLIENTS / 2));
            assertThat(browsers).allMatch(browser -> browser.listening.get());
            long heap = heapBytes();
            System.out.printf(
                    "LOAD sessions=%d users=%d samples=%d clients=%d stalled=%d fill=%.1fs alerts=%d sessionEvents=%d"
                            + " heap=%d MiB (service, test and its browsers together)%n",
                    SESSIONS,
                    SESSIONS * USERS,
                    model.answers().memory().samples(),
                    CLIENTS,
                    STALLED,
                    fillSeconds,
                    told,
                    browsers.get(0).sessions.get(),
                    heap / 1024 / 1024);
            assertThat(model.answers().memory().samples()).isGreaterThan((long) SESSIONS * USERS * MINUTES);
            assertThat(browsers.get(0).sessions.get()).isPositive();
            assertThat(heap).isLessThan(MOST_HEAP_BYTES);
        } finally {
            browsers.forEach(Browser::close);
            for (Socket socket : stalled) {
                closeQuietly(socket);
            }
        }
    }

    private static void fill(ReadModel model, int minute) {
        for (int session = 0; session < SESSIONS; session++) {
            for (int user = 0; user < USERS; user++) {
                String userId = "u" + user;
                model.apply(sample(session(session), userId, minute(minute), 5));
                model.apply(userWindow(session(session), userId, minute(minute), 1, Classification.GOOD));
            }
            model.apply(sessionWindow(session(session), minute(minute), 1, 0.1));
        }
    }

    private static String session(int number) {
        return "yl0tr+TjQwR2poeu/" + number + "==";
    }

    private static Socket connect(int port, String stream, int receiveBytes) {
        try {
            Socket socket = new Socket();
            socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream()
                    .write(("GET /api/v1/stream/" + stream + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + RunningDashboard.TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Already gone, which is what was wanted of it.
        }
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }
}
