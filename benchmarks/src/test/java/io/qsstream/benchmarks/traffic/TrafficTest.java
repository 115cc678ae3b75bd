package io.qsstream.benchmarks.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.benchmarks.processor.contestant.Task;
import io.qsstream.ingest.key.SessionKeyReader;
import io.qsstream.processor.normalise.Normalised;
import io.qsstream.processor.normalise.Normaliser;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Instant TIME = Instant.parse("2026-11-20T14:21:00Z");

    @Test
    void aBodyHasNineEntriesInSomeTwoKilobytesAndNothingOfItIsRejected() {
        // Given
        Crowd crowd = new Crowd(100, 10, 7);

        // When
        byte[] body = crowd.body(42, 3, TIME, TIME);
        Normalised said = Normaliser.normalise(crowd.sessionKey(42), body, TIME.plusSeconds(1));

        // Then
        assertThat(body.length).isBetween(1_800, 2_300);
        assertThat(said.rejections()).isEmpty();
        assertThat(said.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.getStreams()).hasSize(7);
            assertThat(sample.getCpu()).isNotNull();
            assertThat(sample.getWifi()).isNotNull();
            assertThat(sample.getExtras()).isEmpty();
            assertThat(sample.getUserId()).isEqualTo(crowd.userId(42));
        });
        assertThat(SessionKeyReader.read(body).key()).hasToString(crowd.sessionKey(42));
    }

    @Test
    void allButTheLastWindowsOfABacklogClose() {
        // Given: five minutes from a full minute on, one event per user and minute, received a second later
        Backlog backlog = new Backlog(new Crowd(60, 6, 7), 5, 4, TIME.plusSeconds(301));

        // When
        long closed = backlog.closedUserWindows(Task.WINDOWING);

        // Then: a window closes 90 s after its end, so those of the last two minutes are still open
        assertThat(backlog.events()).isEqualTo(300);
        assertThat(closed).isEqualTo(60 * 3);
    }
}
