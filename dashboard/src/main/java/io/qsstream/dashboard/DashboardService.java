package io.qsstream.dashboard;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.qsstream.dashboard.follow.TopicFollower;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.notify.Notifier;
import io.qsstream.dashboard.settings.AlertSettings;
import io.qsstream.dashboard.settings.ApiToken;
import io.qsstream.dashboard.settings.DashboardSettings;
import io.qsstream.dashboard.settings.DeploymentSettings;
import io.qsstream.dashboard.settings.NotifySettings;
import io.qsstream.dashboard.settings.RefreshSettings;
import io.qsstream.dashboard.settings.SerdeSettings;
import io.qsstream.dashboard.settings.TopicSettings;
import io.qsstream.dashboard.stream.EventHub;
import io.qsstream.schema.serde.TrustedRecords;
import io.qsstream.schema.settings.ProcessEnvironment;
import io.qsstream.schema.settings.SecretFiles;
import io.qsstream.schema.settings.ServerTls;
import io.qsstream.schema.settings.SettingsCheck;
import io.qsstream.schema.settings.StartRefused;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running service: a follower of the output topics, what it holds, and the ports that answer from it. */
public final class DashboardService {

    private static final Logger LOG = LoggerFactory.getLogger(DashboardService.class);

    private static final Map<String, Class<? extends Record>> SETTINGS = Map.of(
            "qsstream", DeploymentSettings.class,
            "qsstream.topics", TopicSettings.class,
            "qsstream.avro", SerdeSettings.class,
            "qsstream.alerts", AlertSettings.class,
            "qsstream.notify", NotifySettings.class,
            "qsstream.refresh", RefreshSettings.class,
            "qsstream.dashboard", DashboardSettings.class);

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private DashboardService(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /**
     * Starts the service. It answers when this returns, and is ready when it has caught up.
     *
     * @param variables the environment: token and Kafka properties
     * @param properties settings over those of files and environment, by full name
     * @throws StartRefused if something is wrong that an operator can put right
     */
    public static DashboardService start(Map<String, String> variables, Map<String, Object> properties) {
        return start(variables, properties, true);
    }

    /** Without Kafka there is nobody but the caller to fill the model. */
    static DashboardService start(Map<String, String> variables, Map<String, Object> properties, boolean follow) {
        TrustedRecords.trust();
        Map<String, String> resolved = SecretFiles.read(variables);
        ApplicationContext context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .singletons(new ProcessEnvironment(resolved))
                .build();
        try {
            Environment environment = context.getEnvironment().start();
            refuseMistakes(environment, resolved);
            secure(environment);
            // Before anything else could fail: it is what is forgotten first.
            var unused = ApiToken.of(resolved);
            context.start();
            EventHub hub = context.getBean(EventHub.class);
            context.getBean(ReadModel.class).listen(hub);
            if (follow) {
                context.getBean(TopicFollower.class)
                        .start(context.getBean(Clock.class).instant());
                context.getBean(Notifier.class).start(context.getBean(ReadModel.class));
            }
            hub.start();
            EmbeddedServer server = listen(context);
            LOG.atInfo().addKeyValue("port", server.getPort()).log("Dashboard answers");
            return new DashboardService(context, server);
        } catch (RuntimeException e) {
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

    /** The port of page and API. */
    int port() {
        return server.getPort();
    }

    /** The parts, for tests. */
    ApplicationContext context() {
        return context;
    }

    /** Stops: ends the streams, so that browsers look for another instance, then closes. Returns when that is done. */
    public void stop() {
        context.getBean(EventHub.class).close();
        server.stop();
        context.close();
        LOG.info("Dashboard stopped");
        stopped.countDown();
    }

    void awaitStopped() throws InterruptedException {
        stopped.await();
    }
}
