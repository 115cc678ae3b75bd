package io.qsstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.schema.testing.TestBroker;
import io.qsstream.schema.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code ./qsstream topics} against a real broker with an authorizer. */
class TopicsCommandIT {

    private static final TestBroker BROKER = new TestBroker(Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users", "User:ANONYMOUS"));
    private static final String REGISTRY = "mock://" + UUID.randomUUID();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void dryRunThenApplyThenNothingIsLeftToDo() throws Exception {
        // Given
        assertThat(run("diff")).isEqualTo(1);
        assertThat(run("apply")).isZero();
        assertThat(out.toString()).contains("Dry run: ").contains("none made");
        assertThat(run("diff")).as("the dry run changed nothing").isEqualTo(1);

        // When
        assertThat(run("apply", "--yes")).isZero();

        // Then
        out.getBuffer().setLength(0);
        assertThat(run("diff")).isZero();
        assertThat(out.toString().strip()).isEqualTo("All as in the catalogue.");
        assertThat(run("apply", "--yes")).isZero();
        assertThat(out.toString()).endsWith("Nothing to change." + System.lineSeparator());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topics.RAW_EVENTS.name()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        out.getBuffer().setLength(0);
        assertThat(run("diff")).isEqualTo(1);
        assertThat(out.toString().strip())
                .isEqualTo("~ topic zoom.qss.raw-events.v1: message.timestamp.type is CreateTime, becomes"
                        + " LogAppendTime");
        assertThat(run("apply", "--yes")).isZero();
        assertThat(run("diff")).isZero();
    }

    @Test
    void nobodyThereIsOneLineAndAStatusOfItsOwn() {
        int exit = command()
                .execute("topics", "diff", "--kafka", "127.0.0.1:" + TestBroker.freePort(), "--registry", REGISTRY);

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("Kafka");
    }

    private int run(String... command) {
        List<String> arguments = new ArrayList<>(List.of("topics"));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of(
                "--kafka",
                BROKER.bootstrapServers(),
                "--registry",
                REGISTRY,
                "--principal",
                "ingest=User:ingest",
                "--principal",
                "processor=User:processor",
                "--principal",
                "dashboard=User:dashboard"));
        return command().execute(arguments.toArray(String[]::new));
    }

    private CommandLine command() {
        return Qsstream.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
