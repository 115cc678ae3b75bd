package io.qsstream.ingest;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.qsstream.ingest.admit.Admission;
import io.qsstream.ingest.settings.DeploymentSettings;
import io.qsstream.ingest.settings.IngestSettings;
import io.qsstream.ingest.settings.SerdeSettings;
import io.qsstream.ingest.settings.TopicSettings;
import io.qsstream.ingest.settings.TracingSettings;
import io.qsstream.ingest.settings.WebhookSecrets;
import io.qsstream.ingest.store.RawEventLog;
import io.qsstream.ingest.store.RawRecords;
import io.qsstream.ingest.store.RawTopicReady;
import io.qsstream.ingest.store.RawTopicWatch;
import io.qsstream.ingest.tick.Ticker;
import io.qsstream.ingest.zoom.ZoomApi;
import io.qsstream.ingest.zoom.settings.WatchSettings;
import io.qsstream.ingest.zoom.settings.ZoomApiSettings;
import io.qsstream.ingest.zoom.watch.SubscriptionWatch;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.SecretFiles;
import io.qsstream.schema.settings.ServerTls;
import io.qsstream.schema.settings.SettingsCheck;
import io.qsstream.schema.settings.StartRefused;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service. Whatever could be wrong is found before the port opens; whatever is in flight ends before it closes. */
public final class IngestService {

    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(15);

    private static final Map<String, Class<? extends Record>> SETTINGS = Map.of(
            "qsstream", DeploymentSettings.class,
            "qsstream.avro", SerdeSettings.class,
            "qsstream.topics", TopicSettings.class,
            "qsstream.ingest", IngestSettings.class,
            "qsstream.tracing", TracingSettings.class,
            "qsstream.zoom-api", ZoomApiSettings.class,
            "qsstream.watch", WatchSettings.class);

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private IngestService(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /**
     * Starts the service; it answers when this returns.
     *
     * @param variables the environment: secrets and Kafka properties
     * @param properties settings over those of files and environment, by full name
     * @throws StartRefused if something is wrong that an operator can put right
     */
    public static IngestService start(Map<String, String> variables, Map<String, Object> properties)
            throws InterruptedException {
        return start(variables, properties, List.of());
    }

    static IngestService start(Map<String, String> variables, Map<String, Object> properties, List<Object> beans)
            throws InterruptedException {
        Map<String, String> resolved = SecretFiles.read(variables);
        List<Object> singletons = new ArrayList<>(beans);
        singletons.add(new ProcessEnvironment(resolved));
        ApplicationContext context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .singletons(singletons.toArray())
                .build();
        try {
            Environment environment = context.getEnvironment().start();
            refuseMistakes(environment, resolved);
            secure(environment);
            // Before anything else could fail: it is what is forgotten first.
            var unused = WebhookSecrets.of(resolved);
            context.start();
            // What is wrong with it is said before a broker is waited for.
            ZoomApi zoom = context.getBean(ZoomApi.class);
            context.getBean(RawTopicReady.class).ensure();
            Clock clock = context.getBean(Clock.class);
            context.getBean(RawEventLog.class)
                    .proveWritable(() -> RawRecords.tick(0, clock.instant()), BROKER_PATIENCE);
            context.getBean(RawTopicWatch.class).start();
            context.getBean(Ticker.class).start();
            zoom.start();
            context.getBean(SubscriptionWatch.class).start();
            EmbeddedServer server = listen(context);
            LOG.atInfo().addKeyValue("port", server.getPort()).log("Ingest accepts events");
            return new IngestService(context, server);
        } catch (RuntimeException | InterruptedException e) {
            context.close();
            throw e;
        }
    }

    private static void secure(Environment environment) {
        Map<String, Object> tls = ServerTls.properties(name -> environment.getProperty(name, String.class));
        environment.addPropertySource(PropertySource.of("tls", tls));
    }

    private static EmbeddedServer listen(ApplicationContext context) {
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        // Asked before, because a server that could not start takes its configuration with it.
        Object port = context.getRequiredProperty("micronaut.server.port", String.class);
        Object managementPort = context.getRequiredProperty("endpoints.all.port", String.class);
        try {
            return server.start();
        } catch (ServerStartupException e) {
            throw new StartRefused(
                    "A port is taken or may not be opened: set MICRONAUT_SERVER_PORT (now " + port
                            + "), ENDPOINTS_ALL_PORT (now " + managementPort + ") or MICRONAUT_SERVER_HOST",
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

    /** The webhook port. */
    int port() {
        return server.getPort();
    }

    /** The parts, for tests. */
    ApplicationContext context() {
        return context;
    }

    /**
     * Stops: says DOWN to the readiness probe, refuses new events with 503, lets those in flight finish, then closes.
     * Returns when all that is done.
     */
    public void drain() throws InterruptedException {
        IngestSettings settings = context.getBean(IngestSettings.class);
        Admission admission = context.getBean(Admission.class);
        long from = System.nanoTime();
        LOG.atInfo().addKeyValue("inFlight", admission.inFlight()).log("Draining");
        admission.drain();
        context.getBean(RawEventLog.class).flush();
        // Every request is answered within the deadline, so more patience than that is never needed.
        boolean empty = admission.awaitEmpty(settings.deadline().plusSeconds(1));
        long rest = settings.drainWait().toNanos() - (System.nanoTime() - from);
        if (rest > 0) {
            Thread.sleep(Duration.ofNanos(rest));
        }
        server.stop();
        context.close();
        LOG.atInfo().addKeyValue("complete", empty).log("Drained");
        stopped.countDown();
    }

    /** Waits for the end of {@link #drain()}. */
    void awaitStopped() throws InterruptedException {
        stopped.await();
    }
}
