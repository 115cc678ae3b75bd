package io.qsstream.processor.topology;

import io.qsstream.processor.alert.AlertInput;
import io.qsstream.processor.alert.AlertProcessorSupplier;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.processor.deadletter.RejectProcessor;
import io.qsstream.processor.directory.DirectoryStore;
import io.qsstream.processor.directory.FollowDirectoryProcessor;
import io.qsstream.processor.directory.IdentifyProcessor;
import io.qsstream.processor.directory.RecentIdentities;
import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.processor.normalise.NormaliseProcessor;
import io.qsstream.processor.report.ReportInput;
import io.qsstream.processor.report.ReportProcessorSupplier;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.window.WindowProcessorSupplier;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topics;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline in one picture:
 *
 * <pre>
 *  raw-events ─▶ normalise ─┬─▶ window ───┬─▶ samples
 *                           │             ├─▶ user-windows
 *                           │             ├─▶ session-windows
 *                           │             ├─▶ rebuilds          (too late for its window, and backfilled)
 *                           │             ├─▶ dead-letters      (late)
 *                           ├─▶ alert ◀───┤ (samples)
 *                           │     ├───────────▶ alerts
 *                           ├─▶ report ◀──┘ (alerts, session-windows)
 *                           │     ├─────────▶ session-reports
 *                           │     ├─────────▶ completeness
 *                           │     └─────────▶ rebuilds          (not whole any more)
 *                           ├─▶ identify ───▶ user-directory ─▶ follow-directory
 *                           └─▶ reject ─────▶ dead-letters
 * </pre>
 *
 * What is asked of {@code rebuilds} is done beside the topology, from the log alone (package {@code rebuild}).
 *
 * <p>One sub-topology and no repartition topic: the raw topic is keyed by session, and so is everything after it.
 */
public final class QssTopology {

    private final Windowing windowing;
    private final TypedTopics topics;
    private final AlertRules rules;
    private final InputMeans inputMeans;
    private final ProcessorMeters meters;
    private final RecordTraces traces;
    private final Function<String, KeyValueBytesStoreSupplier> stores;
    private final RecentIdentities identities = new RecentIdentities();

    /** @param stores makes the store of a name: RocksDB in production, memory where a test wants many */
    public QssTopology(
            Windowing windowing,
            TypedTopics topics,
            AlertRules rules,
            InputMeans inputMeans,
            ProcessorMeters meters,
            RecordTraces traces,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        this.windowing = windowing;
        this.topics = topics;
        this.rules = rules;
        this.inputMeans = inputMeans;
        this.meters = meters;
        this.traces = traces;
        this.stores = stores;
    }

    /** Builds it. Every operator, store and topic is named: a golden file holds the names. */
    public Topology build() {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(naming())));

        KStream<@Nullable String, NormalisedEvent> events = normalise(topics.stream(builder, Topics.RAW_EVENTS));
        Emissions windows = window(events);
        Emissions alerts = alert(windows, events);
        Emissions reports = report(windows, alerts, events);
        Emissions identities = identify(events);
        Emissions rejects = reject(events);

        topics.produce(windows.to(Topics.SAMPLES), Topics.SAMPLES);
        topics.produce(windows.to(Topics.USER_WINDOWS), Topics.USER_WINDOWS);
        topics.produce(windows.to(Topics.SESSION_WINDOWS), Topics.SESSION_WINDOWS);
        topics.produce(alerts.to(Topics.ALERTS), Topics.ALERTS);
        topics.produce(reports.to(Topics.SESSION_REPORTS), Topics.SESSION_REPORTS);
        topics.produce(reports.to(Topics.COMPLETENESS), Topics.COMPLETENESS);
        topics.produce(
                windows.to(Topics.REBUILDS).merge(reports.to(Topics.REBUILDS), Named.as("to-rebuild")),
                Topics.REBUILDS);
        topics.produce(identities.to(Topics.USER_DIRECTORY), Topics.USER_DIRECTORY);
        topics.produce(
                windows.to(DeadLetter.TOPIC).merge(rejects.to(DeadLetter.TOPIC), Named.as("rejected")),
                DeadLetter.TOPIC);

        return followDirectory(builder.build());
    }

    private KStream<@Nullable String, NormalisedEvent> normalise(KStream<@Nullable String, byte[]> rawEvents) {
        return rawEvents.process(() -> new NormaliseProcessor(meters, traces), Named.as("normalise"));
    }

    private Emissions window(KStream<@Nullable String, NormalisedEvent> events) {
        return Emissions.of(
                "window",
                events.process(new WindowProcessorSupplier(windowing, rules, meters, stores), Named.as("window")),
                Topics.SAMPLES,
                Topics.USER_WINDOWS,
                Topics.SESSION_WINDOWS,
                Topics.REBUILDS,
                DeadLetter.TOPIC);
    }

    private Emissions alert(Emissions windows, KStream<@Nullable String, NormalisedEvent> events) {
        KStream<@Nullable String, AlertInput> measured = windows.to(Topics.SAMPLES)
                .mapValues(sample -> (AlertInput) new AlertInput.Measured(sample), Named.as("measured"));
        KStream<@Nullable String, AlertInput> heard =
                events.mapValues(event -> (AlertInput) new AlertInput.Heard(event), Named.as("heard"));
        return Emissions.of(
                "alert",
                measured.merge(heard, Named.as("alert-inputs"))
                        .process(
                                new AlertProcessorSupplier(rules, inputMeans, meters, traces, stores),
                                Named.as("alert")),
                Topics.ALERTS);
    }

    private Emissions report(Emissions windows, Emissions alerts, KStream<@Nullable String, NormalisedEvent> events) {
        KStream<@Nullable String, ReportInput> windowed = windows.to(Topics.SESSION_WINDOWS)
                .mapValues(window -> (ReportInput) new ReportInput.Windowed(window), Named.as("windowed"));
        KStream<@Nullable String, ReportInput> alerted = alerts.to(Topics.ALERTS)
                .mapValues(transition -> (ReportInput) new ReportInput.Alerted(transition), Named.as("alerted"));
        KStream<@Nullable String, ReportInput> ended =
                events.mapValues(event -> (ReportInput) new ReportInput.Heard(event), Named.as("ended"));
        return Emissions.of(
                "report",
                windowed.merge(alerted, Named.as("report-changes"))
                        .merge(ended, Named.as("report-inputs"))
                        .process(
                                new ReportProcessorSupplier(windowing, meters, stores),
                                Named.as("report"),
                                ReportProcessorSupplier.readStores()),
                Topics.SESSION_REPORTS,
                Topics.COMPLETENESS,
                Topics.REBUILDS);
    }

    private Emissions identify(KStream<@Nullable String, NormalisedEvent> events) {
        return Emissions.of(
                "identify",
                events.process(() -> new IdentifyProcessor(identities), Named.as("identify")),
                Topics.USER_DIRECTORY);
    }

    private Emissions reject(KStream<@Nullable String, NormalisedEvent> events) {
        return Emissions.of(
                "reject", events.process(() -> new RejectProcessor(meters), Named.as("reject")), DeadLetter.TOPIC);
    }

    private Topology followDirectory(Topology topology) {
        return topology.addReadOnlyStateStore(
                        DirectoryStore.builder(
                                stores.apply(DirectoryStore.NAME), topics.valueSerde(Topics.USER_DIRECTORY)),
                        "user-directory-source",
                        topics.keySerde().deserializer(),
                        topics.valueSerde(Topics.USER_DIRECTORY).deserializer(),
                        Topics.USER_DIRECTORY.name(),
                        "follow-directory",
                        () -> new FollowDirectoryProcessor(identities))
                .connectProcessorAndStateStores("identify", DirectoryStore.NAME);
    }

    private static Properties naming() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "names");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        return properties;
    }
}
