package io.qsstream.benchmarks.micro;

import io.qsstream.benchmarks.traffic.Crowd;
import io.qsstream.processor.normalise.Normaliser;
import io.qsstream.v1.QosSample;
import java.time.Instant;
import java.util.List;

/** The bodies and records that every micro benchmark is given: users of one session, minute by minute. */
public final class Specimen {

    public static final Instant START = Instant.parse("2026-11-20T14:21:00Z");

    private static final Crowd CROWD = new Crowd(64, 1, 7);

    public static String sessionKey() {
        return CROWD.sessionKey(0);
    }

    /** Some 2 KB with nine entries. */
    public static byte[] body(int user, int minute) {
        Instant time = START.plusSeconds(60L * minute);
        return CROWD.body(user, minute, time, time.plusSeconds(1));
    }

    /** What the normaliser makes of {@link #body}. */
    public static QosSample sample(int user, int minute) {
        Instant receipt = START.plusSeconds(60L * minute + 1);
        List<QosSample> samples =
                Normaliser.normalise(sessionKey(), body(user, minute), receipt).samples();
        if (samples.size() != 1) {
            throw new IllegalStateException("A body should be one sample, was " + samples.size());
        }
        return samples.getFirst();
    }

    private Specimen() {}
}
