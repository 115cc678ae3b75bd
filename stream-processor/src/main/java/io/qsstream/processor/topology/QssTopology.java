package io.qsstream.processor.topology;

import io.qsstream.processor.alert.AlertProcessorSupplier;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.deadletter.DeadLetter;
import io.qsstream.processor.deadletter.RejectProcessor;
import io.qsstream.processor.directory.DirectoryStore;
import io.qsstream.processor.directory.FollowDirectoryProcessor;
import io.qsstream.processor.directory.IdentifyProcessor;
import io.qsstream.processor.event.Outlets;
import io.qsstream.processor.normalise.NormaliseProcessor;
import io.qsstream.processor.report.ReportProcessorSupplier;
import io.qsstream.processor.state.Rosters;
import io.qsstream.processor.telemetry.ProcessorMeters;
import io.qsstream.processor.telemetry.RecordTraces;
import io.qsstream.processor.window.WindowProcessorSupplier;
import io.qsstream.processor.window.Windowing;
import io.qsstream.schema.rules.AlertRules;
import io.qsstream.schema.topic.Topics;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;

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
 * <p>One sub-topology and no repartition topic: the raw topic is keyed by session, and so is everything after it. Each
 * arrow is one hop, which is what a record costs: the DSL, which sorts a stage's emissions with a branch and a cast for
 * each topic, has three.
 */
public final class QssTopology {

    private static final String NORMALISE = "normalise";
    private static final String WINDOW = "window";
    private static final String ALERT = "alert";
    private static final String REPORT = "report";
    private static final String IDENTIFY = "identify";
    private static final String REJECT = "reject";

    private static final Outlets FROM_WINDOW = Outlets.none()
            .and(Topics.SAMPLES, ALERT)
            .and(Topics.USER_WINDOWS)
            .and(Topics.SESSION_WINDOWS, REPORT)
            .and(Topics.REBUILDS)
            .and(DeadLetter.TOPIC);
    private static final Outlets FROM_ALERT = Outlets.none().and(Topics.ALERTS, REPORT);
    private static final Outlets FROM_REPORT =
            Outlets.none().and(Topics.SESSION_REPORTS).and(Topics.COMPLETENESS).and(Topics.REBUILDS);
    private static final Outlets FROM_IDENTIFY = Outlets.none().and(Topics.USER_DIRECTORY);
    private static final Outlets FROM_REJECT = Outlets.none().and(DeadLetter.TOPIC);

    private final Windowing windowing;
    private final TypedTopics topics;
    private final AlertRules rules;
    private final InputMeans inputMeans;
    private final ProcessorMeters meters;
    private final RecordTraces traces;
    private final Rosters rosters;
    private final Function<String, KeyValueBytesStoreSupplier> stores;

    /** @param stores makes the store of a name: RocksDB in production, memory where a test wants many */
    public QssTopology(
            Windowing windowing,
            TypedTopics topics,
            AlertRules rules,
            InputMeans inputMeans,
            ProcessorMeters meters,
            RecordTraces traces,
            Rosters rosters,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        this.windowing = windowing;
        this.topics = topics;
        this.rules = rules;
        this.inputMeans = inputMeans;
        this.meters = meters;
        this.traces = traces;
        this.rosters = rosters;
        this.stores = stores;
    }

    /** Builds it. Every node, store and topic is named: a golden file holds the names. */
    public Topology build() {
        Topology topology = new Topology();

        topics.addSource(topology, "raw-events-source", Topics.RAW_EVENTS);
        topology.addProcessor(NORMALISE, () -> new NormaliseProcessor(meters, traces, rosters), "raw-events-source")
                .addProcessor(
                        WINDOW,
                        new WindowProcessorSupplier(windowing, rules, meters, rosters, FROM_WINDOW, stores),
                        NORMALISE)
                .addProcessor(
                        ALERT,
                        new AlertProcessorSupplier(
                                windowing, rules, inputMeans, meters, traces, rosters, FROM_ALERT, stores),
                        NORMALISE,
                        WINDOW)
                .addProcessor(
                        REPORT,
                        new ReportProcessorSupplier(windowing, meters, FROM_REPORT, stores),
                        NORMALISE,
                        WINDOW,
                        ALERT)
                .addProcessor(IDENTIFY, () -> new IdentifyProcessor(rosters, FROM_IDENTIFY), NORMALISE)
                .addProcessor(REJECT, () -> new RejectProcessor(meters, FROM_REJECT), NORMALISE)
                .connectProcessorAndStateStores(ALERT, AlertProcessorSupplier.readStores())
                .connectProcessorAndStateStores(REPORT, ReportProcessorSupplier.readStores());

        topics.addSink(topology, Topics.SAMPLES, WINDOW);
        topics.addSink(topology, Topics.USER_WINDOWS, WINDOW);
        topics.addSink(topology, Topics.SESSION_WINDOWS, WINDOW);
        topics.addSink(topology, Topics.ALERTS, ALERT);
        topics.addSink(topology, Topics.SESSION_REPORTS, REPORT);
        topics.addSink(topology, Topics.COMPLETENESS, REPORT);
        topics.addSink(topology, Topics.REBUILDS, WINDOW, REPORT);
        topics.addSink(topology, Topics.USER_DIRECTORY, IDENTIFY);
        topics.addSink(topology, DeadLetter.TOPIC, WINDOW, REJECT);

        return followDirectory(topology);
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
                        () -> new FollowDirectoryProcessor(rosters))
                .connectProcessorAndStateStores(IDENTIFY, DirectoryStore.NAME);
    }
}
