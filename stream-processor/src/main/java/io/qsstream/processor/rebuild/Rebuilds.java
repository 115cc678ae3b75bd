package io.qsstream.processor.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qsstream.processor.rebuild.SessionReader.Known;
import io.qsstream.processor.rebuild.SessionReader.Reading;
import io.qsstream.processor.rebuild.SessionReader.TooLarge;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.SessionKey;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.v1.RebuildRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the requests as a consumer group and does them, one transaction a session: what is said anew is committed with
 * the group's place, so that it is said once whatever happens to this process, and never by one who has lost its place.
 */
public final class Rebuilds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final RebuildClients clients;
    private final Function<Topic<?>, Serde<?>> serdes;
    private final Windowing windowing;
    private final AlertRules rules;
    private final int maxSamples;
    private final ProcessorMeters meters;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** The clients in use, to be woken. */
    private volatile List<Consumer<byte[], byte[]>> consumers = List.of();

    /**
     * Begins when it is started.
     *
     * @param serdes of the topics' values
     * @param maxSamples that are held in memory at a time
     */
    public Rebuilds(
            RebuildClients clients,
            Function<Topic<?>, Serde<?>> serdes,
            Windowing windowing,
            AlertRules rules,
            int maxSamples,
            ProcessorMeters meters) {
        this.clients = clients;
        this.serdes = serdes;
        this.windowing = windowing;
        this.rules = rules;
        this.maxSamples = maxSamples;
        this.meters = meters;
        this.thread = Thread.ofPlatform().daemon().name("rebuilds").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        do {
            try (Consumer<byte[], byte[]> requests = clients.requests();
                    Consumer<byte[], byte[]> log = clients.log();
                    Producer<byte[], byte[]> producer = clients.producer()) {
                consumers = List.of(requests, log);
                producer.initTransactions();
                requests.subscribe(List.of(Topics.REBUILDS.name()));
                Round round = new Round(requests, new KafkaPartitionLog(log), producer);
                while (!isClosed()) {
                    round.step();
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                LOG.atError()
                        .addKeyValue("topic", Topics.REBUILDS.name())
                        .addKeyValue("reason", e.getClass().getSimpleName() + ": " + e.getMessage())
                        .log("Sessions cannot be rebuilt for now; it is tried again. Look at the brokers, at the"
                                + " registry and at this service's rights");
            }
        } while (!isClosedWithin(TRY_AGAIN));
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private boolean isClosedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** Ends what is under way, without its being committed: whoever has the partition next does it again. */
    @Override
    public void close() {
        closed.countDown();
        consumers.forEach(Consumer::wakeup);
        try {
            thread.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as the clients live. */
    private final class Round {
        private final Consumer<byte[], byte[]> requests;
        private final Values values = new Values(topic -> serdes.apply(topic).deserializer());
        private final SessionReader reader;
        private final Producer<byte[], byte[]> producer;

        Round(Consumer<byte[], byte[]> requests, PartitionLog log, Producer<byte[], byte[]> producer) {
            this.requests = requests;
            this.producer = producer;
            this.reader = new SessionReader(log, values, windowing, maxSamples);
        }

        void step() {
            ConsumerRecords<byte[], byte[]> polled = requests.poll(POLL);
            for (TopicPartition partition : polled.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
                rebuild(
                        partition,
                        List.copyOf(requested(records).values()),
                        records.getFirst().offset());
                commit(partition, records.getLast().offset() + 1);
            }
        }

        /** One request a session. */
        private Map<SessionKey, RebuildRequest> requested(List<ConsumerRecord<byte[], byte[]>> records) {
            Map<SessionKey, RebuildRequest> bySession = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                RebuildRequest request = values.of(Topics.REBUILDS, record);
                if (request != null) {
                    bySession.merge(session(request), request, Rebuilds::merge);
                }
            }
            return bySession;
        }

        private void rebuild(TopicPartition partition, List<RebuildRequest> asked, long offset) {
            if (asked.isEmpty()) {
                return;
            }
            Instant from = asked.stream()
                    .map(RebuildRequest::getFrom)
                    .min(Instant::compareTo)
                    .orElseThrow();
            Reading reading;
            try {
                reading = reader.read(
                        partition.partition(),
                        asked.stream().map(Rebuilds::session).toList(),
                        from);
            } catch (TooLarge e) {
                if (asked.size() == 1) {
                    done(asked.getFirst(), RebuildOutcome.TOO_LARGE);
                } else {
                    rebuild(partition, asked.subList(0, asked.size() / 2), offset);
                    rebuild(partition, asked.subList(asked.size() / 2, asked.size()), offset);
                }
                return;
            }
            for (RebuildRequest request : asked) {
                done(request, rebuild(partition, request, reading, offset));
            }
        }

        private RebuildOutcome rebuild(TopicPartition partition, RebuildRequest request, Reading reading, long offset) {
            SessionKey session = session(request);
            Known known = Objects.requireNonNull(reading.sessions().get(session.toString()));
            producer.beginTransaction();
            try {
                RebuildOutcome outcome = new Rebuild(
                                windowing,
                                rules.enabledSessionRules(),
                                session,
                                known.history(),
                                known.said(),
                                receiver(partition.partition(), request.getForgottenBy()))
                        .run(request, reading.wholeFrom());
                // Not a step forward: it proves that the partition is still ours.
                send(partition, offset);
                producer.commitTransaction();
                return outcome;
            } catch (KafkaException e) {
                // Also where it was woken. The clients are made anew, or it is another's; either way it is done again.
                throw e;
            } catch (RuntimeException e) {
                producer.abortTransaction();
                LOG.atError()
                        .addKeyValue("session", session)
                        .setCause(e)
                        .log("A session could not be rebuilt; what was said of it stays");
                return RebuildOutcome.FAILED;
            }
        }

        private Rebuild.Receiver receiver(int partition, Instant time) {
            return new Rebuild.Receiver() {
                @Override
                public <V> void take(Topic<V> topic, String key, V value) {
                    RecordHeaders headers = new RecordHeaders();
                    @SuppressWarnings("unchecked") // The serde is the topic's.
                    Serde<V> serde = (Serde<V>) serdes.apply(topic);
                    byte[] bytes = serde.serializer().serialize(topic.name(), headers, value);
                    // The commit fails where this does.
                    var unused = producer.send(new ProducerRecord<>(
                            topic.name(), partition, time.toEpochMilli(), key.getBytes(UTF_8), bytes, headers));
                    count(topic);
                }
            };
        }

        private void count(Topic<?> topic) {
            if (topic.equals(Topics.USER_WINDOWS)) {
                meters.userWindow();
            } else if (topic.equals(Topics.SESSION_WINDOWS)) {
                meters.sessionWindow();
            } else if (topic.equals(Topics.SESSION_REPORTS)) {
                meters.report();
            }
        }

        private void commit(TopicPartition partition, long next) {
            producer.beginTransaction();
            send(partition, next);
            producer.commitTransaction();
        }

        private void send(TopicPartition partition, long offset) {
            producer.sendOffsetsToTransaction(
                    new HashMap<>(Map.of(partition, new OffsetAndMetadata(offset))), requests.groupMetadata());
        }
    }

    private static SessionKey session(RebuildRequest request) {
        return new SessionKey(request.getAccountId(), request.getSessionId());
    }

    /** The oldest time of both, and of all else what was said last. */
    private static RebuildRequest merge(RebuildRequest first, RebuildRequest second) {
        Instant from = first.getFrom().isBefore(second.getFrom()) ? first.getFrom() : second.getFrom();
        Instant by = first.getForgottenBy().isAfter(second.getForgottenBy())
                ? first.getForgottenBy()
                : second.getForgottenBy();
        String endReason = second.getEndReason() == null ? first.getEndReason() : second.getEndReason();
        return new RebuildRequest(first.getAccountId(), first.getSessionId(), from, by, endReason);
    }

    private void done(RebuildRequest request, RebuildOutcome outcome) {
        meters.rebuild(outcome);
        SessionKey session = session(request);
        switch (outcome) {
            case FAILED -> {
                // Said with its cause.
            }
            case REBUILT, UNCHANGED ->
                LOG.atInfo()
                        .addKeyValue("session", session)
                        .addKeyValue("outcome", outcome)
                        .log("A session was told again");
            case CUT ->
                LOG.atWarn()
                        .addKeyValue("session", session)
                        .log("The raw topic no longer holds the beginning of a session that is to be rebuilt: what was"
                                + " said of it stays");
            case TOO_LARGE ->
                LOG.atWarn()
                        .addKeyValue("session", session)
                        .addKeyValue("max-samples", maxSamples)
                        .log("A session is too large to be rebuilt in memory: give the processor more heap and set"
                                + " qsstream.rebuild.max-samples higher");
        }
    }
}
