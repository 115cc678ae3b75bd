package io.qsstream.processor.merge;

import io.qsstream.v1.CpuPressure;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.LegFact;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.Quality;
import io.qsstream.v1.SessionKind;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.UserIdentity;
import io.qsstream.v1.WifiSignal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Facts from small domains, so that two of them often speak of the same thing and often disagree. */
final class Facts extends DomainContextBase {

    static final Instant TIME = Instant.parse("2026-11-20T14:21:00Z");

    @Provide
    Arbitrary<QosSample> samples() {
        Arbitrary<Object> nothing = Arbitraries.just(new Object());
        return Combinators.combine(
                        Arbitraries.of(SessionKind.class),
                        text().injectNull(0.3),
                        text().injectNull(0.3),
                        text(),
                        streams(),
                        cpus().injectNull(0.3),
                        wifis().injectNull(0.3),
                        Combinators.combine(texts(), extras(), nothing).as((t, e, n) -> Map.entry(t, e)))
                .as((kind, number, userKey, event, streams, cpu, wifi, rest) -> new QosSample(
                        "account",
                        "session",
                        kind,
                        number,
                        "7",
                        userKey,
                        TIME,
                        3,
                        TIME.plusSeconds(70),
                        event,
                        streams,
                        cpu,
                        wifi,
                        rest.getKey(),
                        rest.getValue(),
                        true));
    }

    @Provide
    Arbitrary<UserIdentity> identities() {
        return Combinators.combine(
                        text().injectNull(0.3),
                        text().injectNull(0.3),
                        text().injectNull(0.3),
                        text().injectNull(0.3),
                        texts())
                .as((userKey, name, email, sessionName, addresses) ->
                        new UserIdentity("account", "session", "7", userKey, name, email, sessionName, addresses));
    }

    @Provide
    Arbitrary<LegFact> legFacts() {
        Arbitrary<String> maybe = text().injectNull(0.3);
        return Combinators.combine(maybe, maybe, maybe, maybe, maybe, maybe, maybe, Arbitraries.of(true, false))
                .as((a, b, c, d, e, f, g, left) -> new LegFact(TIME, a, b, c, d, e, f, g, left));
    }

    private static Arbitrary<List<StreamQos>> streams() {
        return stream().list().ofMaxSize(5).map(streams -> {
            Map<String, StreamQos> byType = new TreeMap<>();
            streams.forEach(stream -> byType.put(stream.getType(), stream));
            return List.copyOf(byType.values());
        });
    }

    private static Arbitrary<StreamQos> stream() {
        Arbitrary<Double> maybe = numbers().injectNull(0.4);
        return Combinators.combine(
                        Arbitraries.of("audio_input", "audio_output", "video_input", "hologram"),
                        Arbitraries.of(Media.class),
                        maybe.tuple4(),
                        maybe.tuple4(),
                        maybe.tuple2(),
                        Arbitraries.of(Quality.class).injectNull(0.3),
                        text().injectNull(0.3))
                .as((type, media, a, b, c, quality, network) -> new StreamQos(
                        type, media, a.get1(), a.get2(), a.get3(), a.get4(), b.get1(), b.get2(), b.get3(), b.get4(),
                        c.get1(), quality, c.get2(), network));
    }

    private static Arbitrary<CpuUsage> cpus() {
        Arbitrary<Double> maybe = numbers().injectNull(0.4);
        Arbitrary<CpuPressure> pressure = Arbitraries.of(CpuPressure.class).injectNull(0.4);
        return Combinators.combine(maybe.tuple4(), pressure.tuple3())
                .as((n, p) -> new CpuUsage(n.get1(), n.get2(), n.get3(), n.get4(), p.get1(), p.get2(), p.get3()));
    }

    private static Arbitrary<WifiSignal> wifis() {
        return numbers().injectNull(0.4).tuple3().map(n -> new WifiSignal(n.get1(), n.get2(), n.get3()));
    }

    private static Arbitrary<Map<String, String>> extras() {
        return Arbitraries.maps(Arbitraries.integers().between(0, 90).map(i -> "key" + i), text())
                .ofMaxSize(SampleMerge.MAX_EXTRAS)
                .map(TreeMap::new);
    }

    private static Arbitrary<List<String>> texts() {
        return Arbitraries.integers()
                .between(0, 90)
                .map(i -> "text" + i)
                .list()
                .ofMaxSize(SampleMerge.MAX_NOTIFICATIONS)
                .map(texts -> List.copyOf(new TreeSet<>(texts)));
    }

    private static Arbitrary<Double> numbers() {
        return Arbitraries.of(-56.0, 0.0, 0.1, 0.30000000000000004, 9.0, 10.0, 1200.0);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.of("9", "10", "a", "B", "é", "🦩");
    }
}
