package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script itself, in a folder of its own, with JDKs and a Maven that only say that they were called. */
class ScriptTest {

    private record Ended(int status, String output) {}

    @TempDir
    Path temp;

    private Path root;

    @BeforeEach
    void copyTheScript() throws IOException {
        root = Files.createDirectories(temp.resolve("repo with space"));
        Files.createDirectories(root.resolve("schemas/src/main"));
        Files.createDirectories(root.resolve("deploy/local/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("schemas/pom.xml"), "<project/>");
        Files.writeString(root.resolve("deploy/local/pom.xml"), "<project/>");
        executable(root.resolve("qsstream"), Files.readString(Path.of("../../qsstream")));
        executable(root.resolve("deploy/jdk.sh"), Files.readString(Path.of("../../deploy/jdk.sh")));
        executable(temp.resolve("bin/mvn"), """
                #!/bin/sh
                echo "mvn with $JAVA_HOME: $*"
                mkdir -p deploy/local/target/stack
                """);
    }

    @Test
    void buildsOnceThenRunsTheToolWithTheJdkOfJavaHome() throws Exception {
        Path jdk = jdk("home", 21);

        Ended first = run(Map.of("JAVA_HOME", jdk.toString()), "up", "--data", "a b");
        Ended second = run(Map.of("JAVA_HOME", jdk.toString()), "up");

        assertThat(first.output()).contains("mvn with " + jdk + ": -q -B -DskipTests package");
        assertThat(first.output()).contains("tool on 21").contains("<up> <--data> <a b>");
        assertThat(first.status()).isEqualTo(7);
        assertThat(second.output()).doesNotContain("mvn with").contains("<up>");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        Path jdk = jdk("home", 21);
        run(Map.of("JAVA_HOME", jdk.toString()), "up");
        Path source = Files.writeString(root.resolve("schemas/src/main/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(run(Map.of("JAVA_HOME", jdk.toString()), "up").output()).contains("mvn with");
    }

    @Test
    void passesByAJavaHomeThatIsTooOldAndLooksInTheUsualFolders() throws Exception {
        Path old = jdk("old", 17);
        jdk("jvm/temurin-17", 17);
        Path young = jdk("jvm/temurin-25", 25);

        Ended ended = run(
                Map.of(
                        "JAVA_HOME",
                        old.toString(),
                        "QSSTREAM_JDKS",
                        temp.resolve("jvm").toString()),
                "up");

        assertThat(ended.output()).contains("mvn with " + young).contains("tool on 25");
    }

    @Test
    void findsTheJdkOfThePath() throws Exception {
        Path jdk = jdk("elsewhere", 24);
        Files.createSymbolicLink(temp.resolve("bin/javac"), jdk.resolve("bin/javac"));

        assertThat(run(Map.of(), "up").output()).contains("tool on 24");
    }

    @Test
    void saysWhatToDoWhereThereIsNoMaven() throws Exception {
        Path jdk = jdk("home", 21);
        Files.delete(temp.resolve("bin/mvn"));

        Ended ended = run(Map.of("JAVA_HOME", jdk.toString()), "up");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .isEqualTo("qsstream: not built yet, and no mvn on the PATH: install Maven 3.8.6 or newer\n");
    }

    private Path jdk(String name, int version) throws IOException {
        Path home = temp.resolve(name);
        executable(home.resolve("bin/java"), """
                #!/bin/sh
                case $* in
                    *-version) [ "$1" = -version ] || exit 1; echo 'openjdk version "%d.0.1" 2026-01-01' >&2; exit 0 ;;
                esac
                echo "tool on %d"
                while [ "$1" != io.qsstream.local.Qsstream ]; do shift; done
                shift
                printf ' <%%s>' "$@"
                exit 7
                """.formatted(version, version));
        executable(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = root.resolve("qsstream").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        // Only the plain tools: neither this machine's JDK nor its Maven.
        builder.environment().put("PATH", temp.resolve("bin") + ":" + plainTools());
        builder.environment().put("HOME", temp.resolve("nobody").toString());
        builder.environment().put("QSSTREAM_JDKS", temp.resolve("none").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    /** A folder of nothing but the few programs the script needs. */
    private Path plainTools() throws IOException {
        Path folder = temp.resolve("plain");
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
            for (String tool : new String[] {"dirname", "readlink", "sed", "head", "find", "mkdir", "env"}) {
                for (String place : new String[] {"/usr/bin/", "/bin/"}) {
                    if (Files.exists(Path.of(place + tool))) {
                        executable(folder.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
                        break;
                    }
                }
            }
        }
        return folder;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
