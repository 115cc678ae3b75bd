package io.qsstream.processor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.qsstream.processor.testing.Bodies;
import io.qsstream.processor.testing.Bodies.Item;
import io.qsstream.processor.testing.Pipeline;
import io.qsstream.schema.topic.Topic;
import io.qsstream.schema.topic.Topics;
import io.qsstream.tracing.Traces;
import io.qsstream.v1.AlertTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** Which records make spans, of which parents, and which records carry a trace's context. */
class RecordTracesTest {

    private static final Instant START = Instant.parse("2026-11-20T14:00:00Z");
    private static final String KEY = "acc|m1";
    private static final int BAD_JITTER_MS = 60;

    private final Ended ended = new Ended();

    @Test
    void aRaisedAlertContinuesTheTraceOfTheSampleThatRaisedIt() {
        // Given
        try (Pipeline pipeline = Pipeline.traced(Pipeline.MINUTES, Traces.to(ended, 0, "test"))) {
            // When
            for (int minute = 0; minute < 5; minute++) {
                measure(pipeline, minute, parent(minute, "01"));
            }

            // Then
            List<TestRecord<String, AlertTransition>> alerts = pipeline.read(Topics.ALERTS);
            assertThat(alerts).isNotEmpty();
            for (TestRecord<String, AlertTransition> alert : alerts) {
                SpanData publish = span(alert);
                SpanData process = ended.spans.stream()
                        .filter(each -> each.getSpanId().equals(publish.getParentSpanId()))
                        .findFirst()
                        .orElseThrow();
                assertThat(process.getName()).isEqualTo("process zoom.qss.raw-events.v1");
                assertThat(process.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
                // One of the rules' three bad samples of five, and no other, raised it.
                assertThat(process.getTraceId()).isIn(trace(2), trace(4));
                assertThat(process.getAttributes().get(AttributeKey.stringKey("qsstream.outcome")))
                        .isEqualTo("used");
                assertThat(publish.getTraceId()).isEqualTo(process.getTraceId());
                assertThat(publish.getAttributes().get(AttributeKey.stringKey("qsstream.alert.id")))
                        .isEqualTo(alert.key());
            }
            assertThat(ended.spans)
                    .filteredOn(each -> each.getName().startsWith("process"))
                    .hasSize(5);
        }
    }

    @Test
    void whatTheParentDoesNotKeepIsNotKeptButStillCarriesItsContext() {
        // Given
        try (Pipeline pipeline = Pipeline.traced(Pipeline.MINUTES, Traces.to(ended, 1, "test"))) {
            // When
            for (int minute = 0; minute < 5; minute++) {
                measure(pipeline, minute, parent(minute, "00"));
            }

            // Then
            assertThat(ended.spans).isEmpty();
            assertThat(pipeline.read(Topics.ALERTS))
                    .isNotEmpty()
                    .allSatisfy(alert ->
                            assertThat(Pipeline.header(alert, "traceparent")).endsWith("-00"));
        }
    }

    @Test
    void whatOnlyTimeCausedBelongsToNoTrace() {
        // Given
        try (Pipeline pipeline = Pipeline.traced(Pipeline.MINUTES, Traces.to(ended, 1, "test"))) {
            for (int minute = 0; minute < 5; minute++) {
                measure(pipeline, minute, parent(minute, "01"));
            }
            assertThat(pipeline.read(Topics.ALERTS)).isNotEmpty();
            pipeline.userWindows();
            ended.spans.clear();

            // When a tick closes the windows and ends the silent session
            pipeline.tick(START.plus(Duration.ofMinutes(30)));

            // Then
            assertThat(pipeline.userWindows()).isNotEmpty();
            assertThat(pipeline.read(Topics.ALERTS))
                    .isNotEmpty()
                    .allSatisfy(alert -> assertThat(alert.headers().toArray()).isEmpty());
            assertThat(ended.spans).isEmpty();
        }
    }

    @Test
    void aRecordOfAnotherSessionIsNotBlamedForWhatItsClockEnded() {
        // Given
        try (Pipeline pipeline = Pipeline.traced(Pipeline.MINUTES, Traces.to(ended, 1, "test"))) {
            for (int minute = 0; minute < 5; minute++) {
                measure(pipeline, minute, parent(minute, "01"));
            }
            assertThat(pipeline.read(Topics.ALERTS)).isNotEmpty();

            // When
            Instant later = START.plus(Duration.ofMinutes(30));
            pipeline.receive(
                    later,
                    "acc|m2",
                    Bodies.qos("m2", "u9", later, Item.audio(later, "64 kbps", "5 ms")),
                    parent(9, "01"));

            // Then
            assertThat(pipeline.read(Topics.ALERTS))
                    .isNotEmpty()
                    .allSatisfy(
                            alert -> assertThat(alert.value().getSessionId()).isEqualTo("m1"))
                    .allSatisfy(alert -> assertThat(alert.headers().toArray()).isEmpty());
        }
    }

    @Test
    void whileTracesAreOffNoOutputButDeadLettersHasAHeader() {
        // Given
        try (Pipeline pipeline = Pipeline.inMemory(Pipeline.MINUTES)) {
            // When
            for (int minute = 0; minute < 5; minute++) {
                measure(pipeline, minute, parent(minute, "01"));
            }
            // The first ends the silent session, the second is when its report is due.
            pipeline.tick(START.plus(Duration.ofMinutes(30)));
            pipeline.tick(START.plus(Duration.ofMinutes(32)));

            // Then
            for (Topic<?> topic : List.of(
                    Topics.SAMPLES,
                    Topics.USER_WINDOWS,
                    Topics.SESSION_WINDOWS,
                    Topics.ALERTS,
                    Topics.SESSION_REPORTS,
                    Topics.USER_DIRECTORY)) {
                assertThat(pipeline.read(topic))
                        .as(topic.name())
                        .isNotEmpty()
                        .allSatisfy(
                                record -> assertThat(record.headers().toArray()).isEmpty());
            }
        }
    }

    private static void measure(Pipeline pipeline, int minute, String traceparent) {
        Instant time = START.plus(Duration.ofMinutes(minute));
        String body = Bodies.qos("m1", "u1", time, Item.audio(time, "64 kbps", BAD_JITTER_MS + " ms"));
        pipeline.receive(time, KEY, body, traceparent);
    }

    private static String trace(int minute) {
        return "4bf92f3577b34da6a3ce929d0e0e473" + minute;
    }

    private static String parent(int minute, String flags) {
        return "00-" + trace(minute) + "-00f067aa0ba902b7-" + flags;
    }

    /** The span whose context the record carries. */
    private SpanData span(TestRecord<?, ?> record) {
        Header header = record.headers().lastHeader("traceparent");
        assertThat(header).as("traceparent").isNotNull();
        String[] parts = Pipeline.header(record, "traceparent").split("-", -1);
        return ended.spans.stream()
                .filter(each ->
                        each.getTraceId().equals(parts[1]) && each.getSpanId().equals(parts[2]))
                .findFirst()
                .orElseThrow();
    }

    /** Keeps what has ended. */
    private static final class Ended implements SpanProcessor {

        private final List<SpanData> spans = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Only ends count.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            spans.add(span.toSpanData());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }
}
