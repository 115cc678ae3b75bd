package io.qsstream.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void whatTheRecommendationShowsIsRead() {
        // When
        SpanContext context = TraceHeaders.read(PARENT, "rojo=00f067aa0ba902b7, congo=t61rcWkgMzE,4e0@vendor=a b");

        // Then
        assertThat(context.isValid()).isTrue();
        assertThat(context.isRemote()).isTrue();
        assertThat(context.isSampled()).isTrue();
        assertThat(context.getTraceId()).isEqualTo(TRACE);
        assertThat(context.getSpanId()).isEqualTo(SPAN);
        assertThat(context.getTraceState().asMap())
                .containsExactly(
                        java.util.Map.entry("rojo", "00f067aa0ba902b7"),
                        java.util.Map.entry("congo", "t61rcWkgMzE"),
                        java.util.Map.entry("4e0@vendor", "a b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-01-",
                "01-" + TRACE + "-" + SPAN + "-01",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                " 00-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-" + SPAN + "-01\n",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0661-" + SPAN + "-01"
            })
    void anythingElseIsNoParent(String hostile) {
        assertThat(TraceHeaders.read(hostile, "a=b").isValid()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=b", "A=b", "a=", "a=b,a=c", "a=b\u0000", "a=b=c", "a=b;c=\u00e9", "a=b,,c", "a b=c"})
    void aListWithOneWrongMemberIsNoStateAndTheParentStands(String hostile) {
        SpanContext context = TraceHeaders.read(PARENT, hostile);

        assertThat(context.isValid()).isTrue();
        assertThat(context.getTraceState().isEmpty()).isTrue();
    }

    @Test
    void aListThatIsTooLongOrHasTooManyMembersIsNoState() {
        String members = IntStream.range(0, 33).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));

        assertThat(TraceHeaders.read(PARENT, members).getTraceState().isEmpty()).isTrue();
        assertThat(TraceHeaders.read(PARENT, "a=" + "x".repeat(511))
                        .getTraceState()
                        .isEmpty())
                .isTrue();
        assertThat(TraceHeaders.read(PARENT, "a=" + "x".repeat(256))
                        .getTraceState()
                        .size())
                .isEqualTo(1);
    }

    @Property
    void nothingMakesTheReaderThrowAndWhatItTakesIsWrittenAsItCame(@ForAll String parent, @ForAll String state) {
        SpanContext wild = TraceHeaders.read(parent, state);
        SpanContext context = TraceHeaders.read(PARENT, state);

        assertThat(wild.isValid()).isFalse();
        RecordHeaders headers = new RecordHeaders();
        TraceHeaders.write(context, headers);
        assertThat(TraceHeaders.read(headers)).isEqualTo(context);
    }

    @Test
    void whatIsWrittenReplacesWhatWasThere() {
        // Given
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", "1".getBytes(UTF_8));
        headers.add("traceparent", "x".getBytes(UTF_8));
        headers.add("tracestate", "x=y".getBytes(UTF_8));

        // When
        TraceHeaders.write(TraceHeaders.read(PARENT, "a=1,b=2"), headers);

        // Then
        assertThat(headers.toArray())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly("ce_id=1", "traceparent=" + PARENT, "tracestate=a=1,b=2");
    }
}
