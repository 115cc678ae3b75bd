package io.qsstream.dashboard.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.model.ReadModel;
import io.qsstream.dashboard.settings.NotifySettings;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.schema.settings.StartRefused;
import io.qsstream.v1.AlertTransition;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;

/** All who are told of alerts, as the operator named them. */
public final class Notifier implements AutoCloseable {

    /** A chat's address is its password: it comes from the environment and is never printed. */
    public static final String WEBHOOK_VARIABLE = "NOTIFY_WEBHOOK_URL";

    private final List<AlertmanagerPush> pushes;
    private final Optional<WebhookFeed> feed;

    /**
     * Begins when it is started.
     *
     * @param consumer of the group that shares the webhook feed out; asked for only if there is one
     * @throws StartRefused if the webhook's address is none
     */
    public Notifier(
            NotifySettings settings,
            Map<String, String> variables,
            Answers answers,
            ObjectMapper mapper,
            Clock clock,
            DashboardMeters meters,
            Supplier<Consumer<byte[], byte[]>> consumer,
            Deserializer<AlertTransition> deserializer) {
        pushes = settings.alertmanagerUris().stream()
                .map(uri -> new AlertmanagerPush(
                        uri,
                        settings.refresh(),
                        settings.publicUrl(),
                        answers,
                        meters::isCaughtUp,
                        mapper,
                        clock,
                        meters))
                .toList();
        feed = webhook(variables)
                .map(uri -> new WebhookFeed(
                        uri, settings.publicUrl(), consumer.get(), deserializer, answers, mapper, clock, meters));
    }

    private static Optional<URI> webhook(Map<String, String> variables) {
        String given = variables.getOrDefault(WEBHOOK_VARIABLE, "").strip();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (!given.matches("https?://[^\\s/]+\\S*")) {
            throw new StartRefused(WEBHOOK_VARIABLE + " must be an http or https URL");
        }
        return Optional.of(URI.create(given));
    }

    /** Begins to tell, and hears of the model's changes from now on. */
    public void start(ReadModel model) {
        for (AlertmanagerPush push : pushes) {
            model.listen(push);
            push.start();
        }
        feed.ifPresent(WebhookFeed::start);
    }

    @Override
    public void close() {
        pushes.forEach(AlertmanagerPush::close);
        feed.ifPresent(WebhookFeed::close);
    }
}
