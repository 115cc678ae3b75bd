package io.qsstream.local;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which cluster a command works on: one that is named, or the running stack's. */
final class ClusterOptions {

    @CommandLine.Mixin
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private StackFolder data;

    @Option(names = "--kafka", description = "Bootstrap servers; default: the running stack's.")
    @Nullable
    private String kafka;

    @Option(
            names = "--client-properties",
            paramLabel = "FILE",
            description = "Settings of the Kafka client and of the registry's, for security.")
    @Nullable
    private Path clientProperties;

    /** The file's settings, with the address of the cluster. */
    Map<String, Object> kafkaProperties(CommandLine.Model.CommandSpec spec) {
        Map<String, Object> properties = new HashMap<>();
        if (clientProperties != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(clientProperties)) {
                file.load(reader);
            } catch (IOException e) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "Cannot read " + clientProperties + ": " + e, e);
            }
            file.stringPropertyNames().forEach(name -> properties.put(name, file.getProperty(name)));
        }
        put(properties, "bootstrap.servers", kafka, "kafka", spec);
        return properties;
    }

    /** An option before the file, the file before the running stack. */
    void put(
            Map<String, Object> properties,
            String name,
            @Nullable String option,
            String ofStack,
            CommandLine.Model.CommandSpec spec) {
        if (option != null) {
            properties.put(name, option);
        } else if (!properties.containsKey(name)) {
            properties.put(
                    name,
                    data.stack()
                            .map(stack -> stack.url(ofStack))
                            .orElseThrow(() -> new CommandLine.ParameterException(
                                    spec.commandLine(), "No stack runs in " + data.path + ": give --" + ofStack)));
        }
    }
}
