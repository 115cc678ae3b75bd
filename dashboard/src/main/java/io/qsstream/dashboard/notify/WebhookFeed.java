package io.qsstream.dashboard.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qsstream.dashboard.model.Answers;
import io.qsstream.dashboard.telemetry.DashboardMeters;
import io.qsstream.dashboard.view.AlertView;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.AlertTransition;
import io.qsstream.v1.Transition;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts transitions to one address as chats take them ({@code {"text": …}}), as a consumer group: of all instances one
 * posts, and goes on where the last one stopped. A message is committed after it was taken, so that a crash in between
 * repeats one message and loses none.
 */
final class WebhookFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookFeed.class);

    /** What comes within this is told together: trouble shows in many measures at once. */
    private static final Duration GATHER = Duration.ofSeconds(2);
    /** Nobody is woken for what happened so long ago. */
    private static final Duration STALE = Duration.ofHours(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int SHOWN = 5;

    private final URI target;
    private final String publicUrl;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<AlertTransition> deserializer;
    private final Answers answers;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final DashboardMeters meters;
    private final HttpPost http = new HttpPost();
    private final Thread thread;
    private volatile boolean closed;

    /** Begins when it is started. */
    WebhookFeed(
            URI target,
            String publicUrl,
            Consumer<byte[], byte[]> consumer,
            Deserializer<AlertTransition> deserializer,
            Answers answers,
            ObjectMapper mapper,
            Clock clock,
            DashboardMeters meters) {
        this.target = target;
        this.publicUrl = publicUrl;
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.answers = answers;
        this.mapper = mapper;
        this.clock = clock;
        this.meters = meters;
        this.thread = Thread.ofPlatform().daemon().name("webhook-feed").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.ALERTS.name()));
            while (!closed) {
                List<AlertTransition> gathered = gather();
                for (List<AlertTransition> together : byPerson(gathered)) {
                    tell(together);
                }
                if (!gathered.isEmpty()) {
                    consumer.commitSync();
                }
            }
        } catch (WakeupException e) {
            // Asked to end; what was not committed is told by whoever goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            // The partitions go to another instance, or to this one after a restart.
            meters.notified("webhook", "failed", 1);
            LOG.atError().addKeyValue("reason", e.getClass().getSimpleName()).log("The webhook feed ends");
        }
    }

    private List<AlertTransition> gather() {
        List<AlertTransition> gathered = new ArrayList<>(read(consumer.poll(Duration.ofSeconds(1))));
        if (!gathered.isEmpty()) {
            Instant until = clock.instant().plus(GATHER);
            for (Instant now = clock.instant(); now.isBefore(until) && !closed; now = clock.instant()) {
                gathered.addAll(read(consumer.poll(Duration.between(now, until))));
            }
        }
        return gathered;
    }

    private List<AlertTransition> read(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<AlertTransition> read = new ArrayList<>();
        Instant stale = clock.instant().minus(STALE);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                AlertTransition transition = deserializer.deserialize(record.topic(), record.headers(), record.value());
                if (transition == null || transition.getTransition() == Transition.UNKNOWN) {
                    continue;
                }
                if (transition.getTransitionTime().isBefore(stale)) {
                    meters.notified("webhook", "stale", 1);
                } else {
                    read.add(transition);
                }
            } catch (SerializationException e) {
                // The follower counts and logs the same record.
                meters.notified("webhook", "refused", 1);
            }
        }
        return read;
    }

    /** In order of arrival: transitions of one person in one direction together. */
    static Collection<List<AlertTransition>> byPerson(List<AlertTransition> transitions) {
        Map<String, List<AlertTransition>> groups = new LinkedHashMap<>();
        for (AlertTransition each : transitions) {
            String key = String.join(
                    "\n",
                    each.getAccountId(),
                    each.getSessionId(),
                    String.valueOf(each.getUserId()),
                    each.getTransition().name());
            groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(each);
        }
        return groups.values();
    }

    private void tell(List<AlertTransition> transitions) throws InterruptedException {
        List<AlertView> alerts = transitions.stream().map(answers::viewOf).toList();
        byte[] message = json(Map.of("text", text(alerts, publicUrl)));
        Duration pause = Duration.ofSeconds(1);
        while (!closed) {
            switch (http.post(target, message)) {
                case HttpPost.Taken taken -> {
                    meters.notified("webhook", "sent", alerts.size());
                    return;
                }
                case HttpPost.Refused refused -> {
                    meters.notified("webhook", "refused", alerts.size());
                    LOG.atError().addKeyValue("status", refused.status()).log("The webhook target refuses a message");
                    return;
                }
                case HttpPost.Failed failed -> {
                    meters.notified("webhook", "failed", alerts.size());
                    LOG.atWarn().addKeyValue("reason", failed.why()).log("The webhook target will be asked again");
                    stayInTheGroup(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        }
        throw new WakeupException();
    }

    /** Waits without being taken for dead by the group. */
    private void stayInTheGroup(Duration pause) {
        consumer.pause(consumer.assignment());
        consumer.poll(pause);
        consumer.resume(consumer.paused());
    }

    /** One message: the first alert in full, the others by what they are. */
    static String text(List<AlertView> alerts, String publicUrl) {
        StringBuilder text = new StringBuilder(AlertWords.chat(alerts.getFirst(), publicUrl));
        if (alerts.size() > 1) {
            text.append("\nand ").append(alerts.size() - 1).append(" more: ");
            text.append(String.join(
                    ", ",
                    alerts.stream()
                            .skip(1)
                            .map(AlertView::ruleId)
                            .distinct()
                            .limit(SHOWN)
                            .toList()));
        }
        return text.toString();
    }

    private byte[] json(Map<String, String> message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
