package io.qsstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.local.simulate.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ZoomSenderTest {

    private static final Event EVENT = new Event(Instant.EPOCH, "meeting.participant_qos", "request-1", "{}");
    /** Attempts after 0.3, 1.5 and 5.1 s. */
    private static final Redelivery FAST = new Redelivery(1_000);

    private static ZoomSender sender(int port) {
        return new ZoomSender(URI.create("http://127.0.0.1:" + port + "/webhooks/zoom"), "secret", FAST, 4);
    }

    @Test
    void anEventThatIsAcceptedIsSentOnce() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 204);
                ZoomSender sender = sender(ingest.port())) {
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Acknowledged());
            assertThat(ingest.requests()).isEqualTo(1);
        }
    }

    @Test
    void anEventThatIsRefusedIsNeverSentAgain() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 401);
                ZoomSender sender = sender(ingest.port())) {
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Refused(401));
            assertThat(ingest.requests()).isEqualTo(1);
        }
    }

    @Test
    void afterA503ItIsSentAgainWhenZoomWouldAndIsGivenUpAfterTheFourthAttempt() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 503);
                ZoomSender sender = sender(ingest.port())) {
            Instant begin = Instant.now();
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.GivenUp());
            assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(5_100));
            assertThat(ingest.requests()).isEqualTo(4);
            assertThat(sender.answers("503")).isEqualTo(4);
        }
    }

    @Test
    void anAnswerThatAResetLosesIsAskedForAgainThoughTheEventHasArrived() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 204);
                FaultProxy proxy = new FaultProxy(java.util.List.of(ingest.port()));
                ZoomSender sender = sender(proxy.port())) {
            proxy.reset(1);
            Thread healer = Thread.ofVirtual().start(() -> {
                FaultBench.forAsLongAs(Duration.ofSeconds(1));
                proxy.heal();
            });
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Acknowledged());
            healer.join();
            assertThat(ingest.requests()).isEqualTo(3);
            assertThat(proxy.resets()).isEqualTo(2);
            assertThat(sender.answers("none")).isEqualTo(2);
        }
    }

    @Test
    void aHalfOpenConnectionIsATimeOutOfThreeSeconds() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 204);
                FaultProxy proxy = new FaultProxy(java.util.List.of(ingest.port()));
                ZoomSender sender = sender(proxy.port())) {
            proxy.halfOpen(1);
            Thread healer = Thread.ofVirtual().start(() -> {
                FaultBench.forAsLongAs(Duration.ofSeconds(2));
                proxy.heal();
            });
            Instant begin = Instant.now();
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Acknowledged());
            healer.join();
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
            assertThat(proxy.swallowed()).isEqualTo(1);
        }
    }

    @Test
    void behindTheProxyOneInstanceIsEnough() throws Exception {
        FakeIngest gone = new FakeIngest(request -> 500);
        int goneFrom = gone.port();
        gone.close();
        try (FakeIngest ingest = new FakeIngest(request -> 204);
                FaultProxy proxy = new FaultProxy(java.util.List.of(goneFrom, ingest.port()))) {
            for (int i = 0; i < 4; i++) {
                // A sender of its own each time, so a connection of its own.
                try (ZoomSender sender = sender(proxy.port())) {
                    assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Acknowledged());
                    assertThat(sender.answers("none")).isZero();
                }
            }
            assertThat(ingest.requests()).isEqualTo(4);
        }
    }

    @Test
    void aProxyThatRefusesLetsNothingThroughUntilItIsHealed() throws Exception {
        try (FakeIngest ingest = new FakeIngest(request -> 204);
                FaultProxy proxy = new FaultProxy(java.util.List.of(ingest.port()));
                ZoomSender sender = sender(proxy.port())) {
            proxy.refuse();
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.GivenUp());
            assertThat(ingest.requests()).isZero();
            proxy.heal();
            assertThat(sender.send(EVENT)).isEqualTo(new ZoomSender.Fate.Acknowledged());
        }
    }
}
