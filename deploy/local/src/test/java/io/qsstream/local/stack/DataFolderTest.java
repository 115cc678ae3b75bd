package io.qsstream.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temp;

    @Test
    void wipingDeletesWhatStacksKeepAndNothingElse() throws Exception {
        Path data = temp.resolve("data");
        try (DataFolder folder = DataFolder.take(data)) {
            Files.createDirectories(data.resolve("kafka/data/topic-0"));
            Files.writeString(data.resolve("kafka/data/topic-0/log"), "x");
            Files.writeString(data.resolve("holiday.jpg"), "x");

            folder.wipe();
        }

        assertThat(data.resolve("kafka")).doesNotExist();
        assertThat(data.resolve("holiday.jpg")).exists();
    }

    @Test
    void onlyTheOwnerMayReadTheSecret() throws Exception {
        file(List.of()).write(temp);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("stack.json"))))
                .isEqualTo("rw-------");
        assertThat(StackFile.read(temp)).map(StackFile::secret).hasValue("s");
        assertThat(file(List.of()).toString()).doesNotContain("secret");
    }

    @Test
    void whatAKilledToolLeftBehindIsEnded() throws Exception {
        Process orphan = new ProcessBuilder("sleep", "300").start();
        file(List.of(new StackFile.ChildProcess("broker", orphan.pid(), Child.startOf(orphan.toHandle()))))
                .write(temp);

        try (DataFolder folder = DataFolder.take(temp)) {
            assertThat(folder.endOrphans(Duration.ofSeconds(10)))
                    .containsExactly("broker (process " + orphan.pid() + ")");
        }

        assertThat(orphan.waitFor(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStrangerWithAReusedProcessIdIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "300").start();
        try {
            file(List.of(new StackFile.ChildProcess(
                            "broker", stranger.pid(), Child.startOf(stranger.toHandle()) - 60_000)))
                    .write(temp);

            try (DataFolder folder = DataFolder.take(temp)) {
                assertThat(folder.endOrphans(Duration.ofSeconds(1))).isEmpty();
            }

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroy();
        }
    }

    @Test
    void anUnreadableStackFileCountsAsNone() throws IOException {
        Files.writeString(temp.resolve("stack.json"), "{");

        assertThat(StackFile.read(temp)).isEmpty();
    }

    private static StackFile file(List<StackFile.ChildProcess> processes) {
        return new StackFile(1, true, Map.of(), Map.of(), "s", "t", 10, 5, 5, processes);
    }
}
