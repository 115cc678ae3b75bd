package io.qsstream.processor;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.runtime.server.EmbeddedServer;
import io.qsstream.processor.runtime.StreamsClient;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.SettingNames;
import io.qsstream.schema.settings.Settings;
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
        ApplicationContext context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .singletons(new ProcessEnvironment(variables))
                .build();
        try {
            refuseUnknownSettings(context.getEnvironment(), variables);
            context.start();
            StreamsClient streams = context.getBean(StreamsClient.class);
            EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
            streams.start();
            LOG.atInfo().addKeyValue("port", server.getPort()).log("Processor starts; management port is open");
            return new ProcessorService(context);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static void refuseUnknownSettings(Environment environment, Map<String, String> variables) {
        environment.start();
        List<String> present = new ArrayList<>(variables.keySet());
        for (PropertySource source : environment.getPropertySources()) {
            source.forEach(present::add);
        }
        SettingNames.firstUnknown(Settings.KNOWN, present).ifPresent(line -> {
            throw new StartRefused(line);
        });
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
