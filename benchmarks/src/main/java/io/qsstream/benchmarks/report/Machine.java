package io.qsstream.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * What it was measured on, without which a figure means nothing.
 *
 * @param loadBefore the system's load average when the measurement began; on a quiet machine below 0.5
 */
public record Machine(
        int cores,
        long memoryMib,
        String processor,
        String system,
        String jdk,
        String commit,
        String date,
        double loadBefore) {

    /** This machine, now. */
    public static Machine now(Path repository) {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return new Machine(
                system.getAvailableProcessors(),
                system.getTotalMemorySize() / (1024 * 1024),
                cpuModel(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.vendor") + " " + Runtime.version(),
                commit(repository),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Math.round(system.getSystemLoadAverage() * 100) / 100.0);
    }

    private static String cpuModel() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return "unknown";
    }

    private static String commit(Path repository) {
        String head = git(repository, "rev-parse", "--short=12", "HEAD");
        String changes = git(repository, "status", "--porcelain", "--untracked-files=no", "--", ":!benchmarks/results");
        return head.isEmpty() ? "unknown" : head + (changes.isEmpty() ? "" : " with uncommitted changes");
    }

    private static String git(Path repository, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Process git = new ProcessBuilder(command)
                    .directory(repository.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
