package io.qsstream.local.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import kafka.tools.StorageTool;

/** One Kafka broker that is its own controller: formats its folder once, then runs. Arguments: folder, port, controller port. */
public final class Broker {

    /** Always the same, or the broker would not know its own folder again. */
    private static final String CLUSTER_ID = "QSStreamLocalStack0000";

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        Path config = folder.resolve("server.properties");
        write(config, settings(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])));
        int status = StorageTool.execute(
                new String[] {"format", "--ignore-formatted", "--config", config.toString(), "--cluster-id", CLUSTER_ID
                },
                System.out);
        if (status != 0) {
            System.err.println(
                    "The broker's folder " + folder + " cannot be formatted: ./qsstream up --fresh wipes it");
            System.exit(status);
        }
        kafka.Kafka.main(new String[] {config.toString()});
    }

    /** Pure: one node, loopback only, internal topics sized for one laptop. */
    static Map<String, String> settings(Path folder, int port, int controllerPort) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.resolve("data").toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // A group of one member need not wait for others.
        settings.put("group.initial.rebalance.delay.ms", "0");
        return settings;
    }

    private static void write(Path file, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, "Written at every start of ./qsstream up");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Broker() {}
}
