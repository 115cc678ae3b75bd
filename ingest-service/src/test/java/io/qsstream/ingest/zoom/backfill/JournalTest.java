package io.qsstream.ingest.zoom.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final BackfillRequest DAYS = new BackfillRequest(
            Kind.SESSION, "acc", null, null, LocalDate.parse("2026-11-24"), LocalDate.parse("2026-11-25"), true);

    @TempDir
    Path folder;

    @Test
    void anUnfinishedBackfillGoesOnWhereItWas() {
        // Given
        Journal journal = new Journal(folder);
        Job job = new Job("0a1b", DAYS);
        journal.begin(job);
        journal.listed(job, List.of("s1", "s/2==", "s3"));
        journal.done(job, "s/2==", "complete", 12, 3);

        // When
        List<Job> unfinished = new Journal(folder).unfinished();

        // Then
        assertThat(unfinished).hasSize(1);
        Job again = unfinished.getFirst();
        assertThat(again.id).isEqualTo("0a1b");
        assertThat(again.request).isEqualTo(DAYS);
        assertThat(again.waiting()).containsExactly("s1", "s3");
        assertThat(again.progress().records()).isEqualTo(12);
        assertThat(again.progress().samplesTooOld()).isEqualTo(3);
    }

    @Test
    void aLineThatWasCutOffCountsAsNotWritten() throws Exception {
        // Given
        Journal journal = new Journal(folder);
        Job job = new Job("0a1b", DAYS);
        journal.begin(job);
        journal.listed(job, List.of("s1", "s2"));
        Files.writeString(folder.resolve("0a1b.backfill"), "{\"done\":\"s1\",\"outc", StandardOpenOption.APPEND);

        // Then
        assertThat(journal.unfinished().getFirst().waiting()).containsExactly("s1", "s2");
    }

    @Test
    void aFinishedOneLeavesNothing() {
        // Given
        Journal journal = new Journal(folder);
        Job job = new Job("0a1b", DAYS);
        journal.begin(job);

        // When
        journal.end(job);

        // Then
        assertThat(journal.unfinished()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
