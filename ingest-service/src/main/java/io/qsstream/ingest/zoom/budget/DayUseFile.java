package io.qsstream.ingest.zoom.budget;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qsstream.schema.settings.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * One line in a file: day, calls, until when Zoom wants none. Replaced in one step and synced, so it is whole whatever
 * happens; a lock keeps a second process out, which would count for itself.
 */
public final class DayUseFile implements DayUse.Memory, AutoCloseable {

    private final Path file;
    private final Path next;
    private final FileChannel lock;

    /**
     * Opens the file of a folder, made where it is missing.
     *
     * @throws StartRefused if the folder cannot be used, or another process uses it
     */
    public DayUseFile(Path folder) {
        this.file = folder.resolve("zoom-calls");
        this.next = folder.resolve("zoom-calls.next");
        try {
            Files.createDirectories(folder);
            lock = FileChannel.open(
                    folder.resolve("zoom-calls.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartRefused(
                    "qsstream.zoom-api.state-dir cannot be used: "
                            + e.getClass().getSimpleName() + " at " + folder + "; it remembers the day's calls to Zoom",
                    e);
        }
        try {
            if (lock.tryLock() == null) {
                throw inUse(folder);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(folder);
        } catch (IOException e) {
            throw new StartRefused("qsstream.zoom-api.state-dir cannot be locked: " + folder, e);
        }
    }

    private static StartRefused inUse(Path folder) {
        return new StartRefused("Another ingest calls Zoom out of " + folder
                + ": give Zoom's API credentials to one instance only, since the limits are the account's");
    }

    @Override
    public DayUse recall() {
        try {
            String[] parts = Files.readString(file, UTF_8).strip().split(" ", -1);
            return new DayUse(LocalDate.parse(parts[0]), Integer.parseInt(parts[1]), Instant.parse(parts[2]));
        } catch (java.nio.file.NoSuchFileException e) {
            return new DayUse(LocalDate.EPOCH, 0, Instant.EPOCH);
        } catch (IOException | DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new StartRefused(
                    file
                            + " cannot be read: it says how many calls were made today; delete it if the day is not used up",
                    e);
        }
    }

    @Override
    public void remember(DayUse use) {
        byte[] line = (use.day() + " " + use.reserved() + " " + use.spentUntil() + "\n").getBytes(UTF_8);
        try {
            try (FileChannel channel = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("The day's calls to Zoom could not be remembered", e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
