package io.qsstream.processor;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.qsstream.processor.rebuild.Rebuilds;
import io.qsstream.processor.runtime.StreamsClient;
import io.qsstream.processor.settings.AlertSettings;
import io.qsstream.processor.settings.DeploymentSettings;
import io.qsstream.processor.settings.ProcessorSettings;
import io.qsstream.processor.settings.RebuildSettings;
import io.qsstream.processor.settings.SerdeSettings;
import io.qsstream.processor.settings.StateSettings;
import io.qsstream.processor.settings.TopicSettings;
import io.qsstream.processor.settings.TracingSettings;
import io.qsstream.processor.settings.WindowSettings;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.SecretFiles;
import io.qsstream.schema.settings.SettingsCheck;
import io.qsstream.schema.settings.StartRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: a Kafka Streams client and the management port beside it. */
public final class ProcessorService {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessorService.class);

    private static final Map<String, Class<? extends Record>> SETTINGS = Map.of(
            "qsstream", DeploymentSettings.class,
            "qsstream.topics", TopicSettings.class,
            "qsstream.window", WindowSettings.class,
            "qsstream.processor", ProcessorSettings.class,
            "qsstream.rebuild", RebuildSettings.class,
            "qsstream.state", StateSettings.class,
            "qsstream.avro", SerdeSettings.class,
            "qsstream.alerts", AlertSettings.class,
            "qsstream.tracing", TracingSettings.class);

    private final ApplicationContext context;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private ProcessorService(ApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts the service; whatever an operator could have to put right is found before anything is processed.
     *
     * @param variables the environment
     * @param properties settings over those of files and environment, by full name
     * @throws StartRefused if something is wrong that an operator can put right
     */
    public static ProcessorService start(Map<String, String> variables, Map<String, Object> properties) {
        TrustedRecords.trust();
        Map<String, String> resolved = SecretFiles.read(variables);
        ApplicationContext context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .singletons(new ProcessEnvironment(resolved))
                .build();
        try {
            refuseMistakes(context.getEnvironment().start(), resolved);
            context.start();
            StreamsClient streams = context.getBean(StreamsClient.class);
            EmbeddedServer server = listen(context);
            streams.start();
            context.getBean(Rebuilds.class).start();
            LOG.atInfo().addKeyValue("port", server.getPort()).log("Processor starts; management port is open");
            return new ProcessorService(context);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static EmbeddedServer listen(ApplicationContext context) {
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        // Asked before, because a server that could not start takes its configuration with it.
        Object port = context.getRequiredProperty("micronaut.server.port", String.class);
        try {
            return server.start();
        } catch (ServerStartupException e) {
            throw new StartRefused(
                    "The port is taken or may not be opened: set MICRONAUT_SERVER_PORT (now " + port
                            + ") or MICRONAUT_SERVER_HOST",
                    e);
        }
    }

    private static void refuseMistakes(Environment environment, Map<String, String> variables) {
        List<String> present = new ArrayList<>(variables.keySet());
        for (PropertySource source : environment.getPropertySources()) {
            source.forEach(present::add);
        }
        SettingsCheck.refuseMistakes(present, SETTINGS, environment::getProperty);
    }

    /** Stops: finishes the records in hand, commits, closes. Returns when all that is done. */
    public void stop() {
        context.close();
        LOG.info("Processor stopped");
        stopped.countDown();
    }

    void awaitStopped() throws InterruptedException {
        stopped.await();
    }
}
