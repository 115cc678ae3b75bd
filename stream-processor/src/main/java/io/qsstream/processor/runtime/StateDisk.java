package io.qsstream.processor.runtime;

import io.qsstream.schema.settings.StartRefused;
import java.io.File;
import java.util.function.ToLongFunction;

/**
 * The disk below the state folder. On a full one the first flush of a store ends the stream thread, and with it the process:
 * whatever starts it again has to find out before the instance joins its group, or it takes its partitions, ends on the same
 * disk and takes them again, and they stand still although others have room for them.
 */
final class StateDisk {

    /** Less cannot hold what the stores write at once. */
    static final long MIN_FREE_BYTES = 64L << 20;

    /** @throws StartRefused if less than {@link #MIN_FREE_BYTES} are free where the folder is, or would be made */
    static void refuseFull(File folder) {
        refuseFull(folder, File::getUsableSpace);
    }

    static void refuseFull(File folder, ToLongFunction<File> free) {
        File there = folder.getAbsoluteFile();
        while (!there.exists() && there.getParentFile() != null) {
            there = there.getParentFile();
        }
        long bytes = free.applyAsLong(there);
        if (bytes < MIN_FREE_BYTES) {
            throw new StartRefused("The disk of the state folder " + folder + " has " + (bytes >> 20)
                    + " MB free and needs " + (MIN_FREE_BYTES >> 20)
                    + ": make room, or set qsstream.state.dir (QSSTREAM_STATE_DIR) to a larger one; the state is rebuilt"
                    + " from the changelogs");
        }
    }

    private StateDisk() {}
}
