package io.qsstream.benchmarks.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;

/**
 * One JVM to be started, as data.
 *
 * @param name its log file
 * @param classPath entries, {@code lib/*} allowed
 * @param jvm flags
 * @param mainClass its own main
 * @param arguments of the main
 * @param environment what it gets besides the inherited environment
 */
public record JavaProgram(
        String name,
        List<String> classPath,
        List<String> jvm,
        String mainClass,
        List<String> arguments,
        Map<String, String> environment)
        implements Program {

    /** What every measured JVM gets, so that no contestant has more than another: what the processor's image is given. */
    public static final List<String> EQUAL_FLAGS =
            List.of(ResourceBundle.getBundle("contestant").getString("jvm").split(","));

    @Override
    public List<String> command(Home home) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        command.add("-cp");
        List<String> all = new ArrayList<>(classPath);
        all.add(home.leashJar());
        command.add(String.join(System.getProperty("path.separator"), all));
        // A child whose tool has died ends too.
        command.add("io.qsstream.local.child.Leash");
        command.add("0");
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
