package io.qsstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qsstream.schema.settings.StartRefused;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDiskTest {

    @TempDir
    private Path folder;

    @Test
    void aDiskWithRoomIsTaken() {
        assertThatCode(() -> StateDisk.refuseFull(folder.toFile(), any -> StateDisk.MIN_FREE_BYTES))
                .doesNotThrowAnyException();
        assertThatCode(() -> StateDisk.refuseFull(folder.toFile())).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> StateDisk.refuseFull(folder.toFile(), any -> StateDisk.MIN_FREE_BYTES - 1))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("The disk of the state folder " + folder + " has 63 MB free and needs 64:")
                .hasMessageContaining("QSSTREAM_STATE_DIR");
    }

    @Test
    void whereTheFolderIsYetToBeMadeItsNearestParentIsAsked() {
        // Given
        List<File> asked = new ArrayList<>();

        // When
        StateDisk.refuseFull(folder.resolve("not/yet/there").toFile(), file -> {
            asked.add(file);
            return Long.MAX_VALUE;
        });

        // Then
        assertThat(asked).containsExactly(folder.toFile().getAbsoluteFile());
    }
}
