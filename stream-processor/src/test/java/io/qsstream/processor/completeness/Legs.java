package io.qsstream.processor.completeness;

import io.qsstream.v1.LegFact;
import io.qsstream.v1.LegState;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.SummaryFigure;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Legs for tests; times are seconds after a fixed start. */
final class Legs {

    static final Instant START = Instant.parse("2026-11-20T14:00:00Z");

    static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    static List<QosSample> samples(String userId, long... seconds) {
        return LongStream.of(seconds)
                .mapToObj(each -> sample(userId, each, "audio_input"))
                .toList();
    }

    static List<QosSample> samples(String userId, Collection<Long> seconds) {
        return samples(userId, seconds.stream().mapToLong(each -> each).toArray());
    }

    static QosSample sample(String userId, long seconds, String... types) {
        return new QosSample(
                "acc",
                "m1",
                SessionKind.MEETING,
                null,
                userId,
                null,
                at(seconds),
                1,
                at(seconds),
                "meeting.participant_qos",
                Arrays.stream(types).map(Legs::stream).toList(),
                null,
                null,
                List.of(),
                java.util.Map.of(),
                false);
    }

    private static StreamQos stream(String type) {
        StreamQos stream = new StreamQos();
        stream.setType(type);
        stream.setMedia(Media.AUDIO);
        return stream;
    }

    static LegFact joined(long seconds) {
        LegFact fact = fact(seconds);
        fact.setDevice("Mac");
        return fact;
    }

    static LegFact left(long seconds) {
        LegFact fact = fact(seconds);
        fact.setLeft(true);
        return fact;
    }

    /** What REST's summary leaves: that somebody asked. */
    static LegFact fact(long seconds) {
        LegFact fact = new LegFact();
        fact.setTime(at(seconds));
        return fact;
    }

    static SessionLedger.Leg leg(String userId, List<QosSample> samples, LegFact... facts) {
        return leg(userId, samples, List.of(), facts);
    }

    static SessionLedger.Leg leg(
            String userId, List<QosSample> samples, List<SummaryFigure> figures, LegFact... facts) {
        return new SessionLedger.Leg(
                userId,
                SessionKind.MEETING,
                samples,
                0,
                new LegState(Stream.of(facts).toList()),
                figures,
                0);
    }

    private Legs() {}
}
