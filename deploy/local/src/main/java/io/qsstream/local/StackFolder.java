package io.qsstream.local;

import io.qsstream.local.stack.StackFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the running stack is, if one runs. */
final class StackFolder {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".qsstream",
            description = "The running stack's folder.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Path path;

    Optional<StackFile> stack() {
        return StackFile.read(path);
    }
}
