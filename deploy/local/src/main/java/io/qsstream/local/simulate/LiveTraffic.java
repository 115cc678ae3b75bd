package io.qsstream.local.simulate;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Sessions of every kind in real time, one after the other in each lane, until stopped. */
public final class LiveTraffic {

    private record Lane(Scenario scenario, int users, Duration length) {}

    private static final List<Lane> LANES = List.of(
            new Lane(Scenario.BAD_WIFI, 6, Duration.ofSeconds(300)),
            new Lane(Scenario.DATA_CENTER_BROWNOUT, 9, Duration.ofSeconds(360)),
            new Lane(Scenario.STEADY, 5, Duration.ofSeconds(280)),
            new Lane(Scenario.CPU_HOG, 5, Duration.ofSeconds(320)),
            new Lane(Scenario.WEBINAR_1000, 20, Duration.ofSeconds(420)),
            new Lane(Scenario.PHONE_CALL, 2, Duration.ofSeconds(200)),
            new Lane(Scenario.VIDEO_SDK, 4, Duration.ofSeconds(260)),
            new Lane(Scenario.LATE_JOINER, 4, Duration.ofSeconds(240)));

    private final Duration cadence;
    private final Poster poster;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(LANES.size());
    private volatile boolean stopping;

    public LiveTraffic(URI url, String secret, Duration cadence) {
        this.cadence = cadence;
        // An event that nobody took for a minute is no longer live.
        this.poster = new Poster(url, secret, Duration.ofMinutes(1));
    }

    public synchronized void start() {
        if (stopping) {
            return;
        }
        long seed = ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < LANES.size(); i++) {
            Lane lane = LANES.get(i);
            long laneSeed = seed + i;
            threads.add(Thread.ofVirtual().name("lane-" + lane.scenario()).start(() -> {
                try {
                    play(lane, laneSeed);
                } finally {
                    ended.countDown();
                }
            }));
        }
    }

    private void play(Lane lane, long seed) {
        try {
            while (!stopping) {
                Instant now = Instant.now();
                Plan plan = new Plan(
                        lane.scenario(), 1, lane.users(), lane.length(), cadence, seed, now.plus(lane.length()));
                new Courier(poster, new Pace(1, plan.start(), now), 16)
                        .deliver(Disturbances.NONE.apply(Traffic.events(plan), seed), delivery -> {});
            }
        } catch (InterruptedException e) {
            // Stopped.
        } catch (IOException e) {
            throw new IllegalStateException("The watcher writes nothing", e);
        }
    }

    /** Ends the traffic; what is on its way is given up. */
    public synchronized void stop() {
        stopping = true;
        poster.close();
        threads.forEach(Thread::interrupt);
        if (!threads.isEmpty()) {
            try {
                ended.await(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
