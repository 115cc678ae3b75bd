package io.qsstream.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one stack, held by one tool at a time. */
public final class DataFolder implements AutoCloseable {

    /** What a stack keeps here, and the only names that are ever wiped. */
    private static final List<String> OURS = List.of("kafka", "registry", "state", "logs", "stack.json");

    /** The folder cannot be used. The message is one line and says what to do. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the folder, creating it if need be. The lock ends with the process, however that ends. */
    public static DataFolder take(Path path) throws Unusable {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, StackFile.ownerOnly("rwx------"));
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                String owner = StackFile.read(path)
                        .map(file -> " (process " + file.pid() + ")")
                        .orElse("");
                throw new Unusable("A stack already runs on " + path + owner
                        + ": stop it with Ctrl-C or kill, or choose another folder with --data");
            }
            return new DataFolder(path, channel, lock);
        } catch (IOException e) {
            throw new Unusable("Cannot use " + path + " (" + e + "): choose another folder with --data");
        }
    }

    /**
     * Ends what an earlier tool left behind: it holds no lock any more, so whatever is listed and still lives is an
     * orphan. Its children end by themselves when the tool dies; this waits for them, and ends them if they do not.
     *
     * @return names of the orphans found
     */
    public List<String> endOrphans(Duration patience) {
        @Nullable StackFile file = StackFile.read(path).orElse(null);
        if (file == null) {
            return List.of();
        }
        List<StackFile.ChildProcess> orphans = file.processes().stream()
                .filter(child -> ProcessHandle.of(child.pid())
                        .map(handle -> handle.isAlive() && Child.startOf(handle) == child.startedAt())
                        .orElse(false))
                .toList();
        for (StackFile.ChildProcess orphan : orphans) {
            ProcessHandle.of(orphan.pid()).ifPresent(handle -> end(handle, patience));
        }
        return orphans.stream()
                .map(orphan -> orphan.name() + " (process " + orphan.pid() + ")")
                .toList();
    }

    private static void end(ProcessHandle handle, Duration patience) {
        try {
            handle.destroy();
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes what stacks have kept here, and nothing else. */
    public void wipe() {
        for (String name : OURS) {
            delete(path.resolve(name));
        }
    }

    /** Creates what the components expect, with empty logs. */
    public void prepare() {
        delete(path.resolve("logs"));
        try {
            Files.createDirectories(path.resolve("logs"));
            Files.createDirectories(path.resolve("state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
