package io.qsstream.ingest.admit;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.ingest.admit.Admission.Entry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    @Test
    void admitsUpToTheBoundAndAgainOncePlacesAreGivenBack() {
        Admission admission = new Admission(2);
        assertThat(admission.enter()).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter()).isEqualTo(Entry.ADMITTED);
        assertThat(admission.enter()).isEqualTo(Entry.FULL);
        assertThat(admission.inFlight()).isEqualTo(2);
        admission.leave();
        assertThat(admission.enter()).isEqualTo(Entry.ADMITTED);
    }

    @Test
    void admitsNobodyWhileDraining() {
        Admission admission = new Admission(2);
        admission.drain();
        assertThat(admission.isDraining()).isTrue();
        assertThat(admission.enter()).isEqualTo(Entry.DRAINING);
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void waitsUntilTheLastHasLeft() throws Exception {
        Admission admission = new Admission(1);
        admission.enter();
        assertThat(admission.awaitEmpty(Duration.ofMillis(20))).isFalse();
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(admission::leave);
        assertThat(admission.awaitEmpty(Duration.ofSeconds(10))).isTrue();
        leaving.join();
    }
}
