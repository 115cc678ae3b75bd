package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.qsstream.local.soak.ProcessReading;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On this very process, with a broker that is not there: what cannot be read is left out, not made up. */
class SoakCommandTest {

    @TempDir
    Path folder;

    private String run(int expected, long pid) throws Exception {
        assumeTrue(ProcessReading.isPossible(), "needs Linux's /proc");
        Files.writeString(folder.resolve("stack.json"), """
                {"pid": 1, "ready": true, "urls": {"kafka": "127.0.0.1:1"}, "ports": {}, "secret": "s",
                 "dashboardToken": "t", "windowSeconds": 10, "graceSeconds": 5, "cadenceSeconds": 5,
                 "processes": [{"name": "processor", "pid": %d, "startedAt": 0}]}
                """.formatted(pid));
        StringWriter out = new StringWriter();
        int status = Qsstream.commandLine()
                .setOut(new PrintWriter(out))
                .execute("soak", "--data", folder.toString(), "--minutes", "0.01", "--every", "1s");
        assertThat(status).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    @Test
    void memoryThreadsAndFilesOfEveryProcessAreTold() throws Exception {
        String table = run(0, ProcessHandle.current().pid());

        assertThat(table).containsPattern("processor +MiB +[1-9]\\d+ +[1-9]\\d+ +[+-]");
        assertThat(table).containsPattern("processor +threads +[1-9]\\d* ");
        assertThat(table).containsPattern("processor +files +[1-9]\\d* ");
        assertThat(table).containsPattern("processor +lag +- +- +-");
    }

    @Test
    void aProcessThatEndedIsAFailure() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThat(run(1, process.pid())).contains("processor ended meanwhile: look at its log");
    }
}
