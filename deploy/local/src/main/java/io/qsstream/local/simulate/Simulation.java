package io.qsstream.local.simulate;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run: what happens in the sessions, and what happens to their events on the way. Pure but for the recorder. */
public record Simulation(Plan plan, Disturbances disturbances) {

    /** Sees every delivery in order and may keep it. */
    public interface Recorder extends AutoCloseable {
        void sees(Delivery delivery) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * The end at which no sample is measured after it is posted: paced, the last event is posted at its own time; at once,
     * everything lies in the past, up to a whole minute, so that a second run in that minute says the same.
     */
    public static Instant defaultEnd(Instant now, Duration length, double speed) {
        if (speed == 0) {
            return now.truncatedTo(ChronoUnit.MINUTES);
        }
        return now.plusMillis(Math.round(length.toMillis() / Math.max(1, speed)));
    }

    /** Everything that happens, lazily. */
    public Stream<Delivery> deliveries() {
        return disturbances.apply(Traffic.events(plan), plan.seed());
    }

    /** Writes the truth to a file; to nowhere if there is none. */
    public Recorder recorder(@Nullable Path file) throws IOException {
        if (file == null) {
            return new Recorder() {
                @Override
                public void sees(Delivery delivery) {}

                @Override
                public void close() {}
            };
        }
        TruthFile truth = TruthFile.create(file, plan, disturbances);
        return new Recorder() {
            @Override
            public void sees(Delivery delivery) throws IOException {
                truth.add(delivery);
            }

            @Override
            public void close() throws IOException {
                truth.close();
            }
        };
    }
}
