package io.qsstream.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.qsstream.ingest.settings.IngestSettings;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private static final int MOST = 10;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Connections connections = atMost(meters);

    static Connections atMost(SimpleMeterRegistry meters) {
        return new Connections(
                new IngestSettings(
                        Duration.ofMinutes(95),
                        Duration.ofMinutes(5),
                        Duration.ofMillis(2500),
                        512,
                        MOST,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2)),
                meters);
    }

    @Test
    void oneTooManyClosesTheOneThatHasOwedARequestForLongest() {
        // Given
        EmbeddedChannel[] slow = open(MOST);

        // When
        EmbeddedChannel fresh = open(1)[0];

        // Then
        assertThat(slow[0].isOpen()).isFalse();
        assertThat(Stream.of(slow).skip(1)).allMatch(EmbeddedChannel::isOpen);
        assertThat(fresh.isOpen()).isTrue();
        assertThat(connections.count()).isEqualTo(MOST);
        assertThat(closed("crowded")).isEqualTo(1);
    }

    @Test
    void whoWaitsForAnAnswerIsNotClosedForAnother() {
        // Given
        EmbeddedChannel[] all = open(MOST);
        connections.delivered(all[0]);

        // When
        var unused = open(2);

        // Then
        assertThat(all[0].isOpen()).isTrue();
        assertThat(all[1].isOpen()).isFalse();
        assertThat(all[2].isOpen()).isFalse();
    }

    @Test
    void whereAllWaitForAnAnswerTheNewOneIsClosed() {
        // Given
        for (EmbeddedChannel channel : open(MOST)) {
            connections.delivered(channel);
        }

        // When
        EmbeddedChannel fresh = open(1)[0];

        // Then
        assertThat(fresh.isOpen()).isFalse();
        assertThat(connections.count()).isEqualTo(MOST);
    }

    @Test
    void whoWasAnsweredOwesAgainBehindTheOthers() {
        // Given
        EmbeddedChannel[] all = open(MOST);
        connections.delivered(all[0]);
        connections.answered(all[0], false);

        // When
        var unused = open(MOST - 1);

        // Then
        assertThat(all[0].isOpen()).isTrue();
        assertThat(Stream.of(all).skip(1)).noneMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void whoseLastRequestWasTakenGivesWayAfterAllStrangers() {
        // Given
        EmbeddedChannel[] all = open(MOST);
        connections.delivered(all[0]);
        connections.answered(all[0], true);

        // When
        var unused = open(10 * MOST);

        // Then
        assertThat(all[0].isOpen()).isTrue();
        assertThat(closed("crowded")).isEqualTo(10 * MOST);
    }

    @Test
    void whereAllAreKnownTheOneThatHasRestedForLongestGivesWay() {
        // Given
        EmbeddedChannel[] all = open(MOST);
        for (EmbeddedChannel channel : all) {
            connections.delivered(channel);
            connections.answered(channel, true);
        }

        // When
        EmbeddedChannel fresh = open(1)[0];

        // Then
        assertThat(fresh.isOpen()).isTrue();
        assertThat(all[0].isOpen()).isFalse();
        assertThat(Stream.of(all).skip(1)).allMatch(EmbeddedChannel::isOpen);
    }

    @Test
    void whoClosesMakesRoom() {
        // Given
        EmbeddedChannel[] all = open(MOST);
        all[3].close();
        assertThat(connections.count()).isEqualTo(MOST - 1);

        // When
        var unused = open(1);
        connections.answered(all[3], true);

        // Then
        assertThat(closed("crowded")).isZero();
        assertThat(connections.count()).isEqualTo(MOST);
    }

    private EmbeddedChannel[] open(int count) {
        EmbeddedChannel[] channels = new EmbeddedChannel[count];
        for (int i = 0; i < count; i++) {
            channels[i] = new EmbeddedChannel();
            connections.open(channels[i]);
        }
        return channels;
    }

    private double closed(String reason) {
        return meters.counter("qsstream.ingest.connections.closed", "reason", reason)
                .count();
    }
}
