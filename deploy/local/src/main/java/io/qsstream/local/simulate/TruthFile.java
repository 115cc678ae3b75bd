package io.qsstream.local.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What was sent and what was made to go wrong, one JSON object a line. The same run writes the same bytes.
 *
 * <p>{@code record} is {@code run} (the plan, first), {@code fault} (one per {@link FaultLabel}) or {@code delivery}: its
 * {@code order}, whether it was {@code posted} or {@code dropped}, {@code body} as exact text, and {@code duplicateOf},
 * {@code late}, {@code shuffledBySeconds} where they apply.
 */
final class TruthFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;

    private TruthFile(BufferedWriter out) {
        this.out = out;
    }

    static TruthFile create(Path file, Plan plan, Disturbances disturbances) throws IOException {
        TruthFile truth = new TruthFile(Files.newBufferedWriter(file));
        truth.write(JSON.createObjectNode()
                .put("record", "run")
                .put("scenario", plan.scenario().label())
                .put("sessions", plan.sessions())
                .put("users", plan.users())
                .put("minutes", plan.length().toSeconds() / 60.0)
                .put("cadenceSeconds", plan.cadence().toSeconds())
                .put("seed", plan.seed())
                .put("start", plan.start().toString())
                .put("end", plan.end().toString())
                .put("duplicates", disturbances.duplicates())
                .put("late", disturbances.late())
                .put("drop", disturbances.drop())
                .put("shuffleSeconds", disturbances.shuffle().toMillis() / 1000.0));
        try (Stream<FaultLabel> labels = Traffic.labels(plan)) {
            for (FaultLabel label : (Iterable<FaultLabel>) labels::iterator) {
                truth.write(fault(label));
            }
        }
        return truth;
    }

    private static ObjectNode fault(FaultLabel label) {
        ObjectNode node = JSON.createObjectNode()
                .put("record", "fault")
                .put("fault", label.fault())
                .put("scenario", label.scenario())
                .put("accountId", label.accountId())
                .put("sessionId", label.sessionId());
        label.userIds().forEach(node.putArray("userIds")::add);
        if (!label.dataCenter().isEmpty()) {
            node.put("dataCenter", label.dataCenter());
        }
        return node.put("from", label.from().toString())
                .put("to", label.to().toString())
                .put("expectedCause", label.expectedCause());
    }

    void add(Delivery delivery) throws IOException {
        ObjectNode node = JSON.createObjectNode()
                .put("record", "delivery")
                .put("order", delivery.order())
                .put("outcome", delivery.dropped() ? "dropped" : "posted")
                .put("at", delivery.at().toString())
                .put("event", delivery.event().name())
                .put("requestId", delivery.event().requestId());
        if (delivery.duplicateOf() != null) {
            node.put("duplicateOf", delivery.duplicateOf());
        }
        if (delivery.late()) {
            node.put("late", true);
        }
        if (!delivery.shuffledBy().isZero()) {
            node.put("shuffledBySeconds", delivery.shuffledBy().toMillis() / 1000.0);
        }
        write(node.put("body", delivery.event().body()));
    }

    private void write(ObjectNode node) throws IOException {
        out.write(JSON.writeValueAsString(node));
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
