package io.qsstream.local.faults;

import io.qsstream.local.simulate.Delivery;
import io.qsstream.local.simulate.Disturbances;
import io.qsstream.local.simulate.Plan;
import io.qsstream.local.simulate.Simulation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A simulated hour of Zoom's, sent while something breaks, and the book of what became of every delivery. */
final class Load {

    private final Simulation simulation;
    private final ZoomSender sender;
    private final List<Delivery> deliveries = new ArrayList<>();
    /** Request id to the hash of the body; of what was acknowledged at least once. */
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

    private final Map<String, Integer> bodies = new ConcurrentHashMap<>();
    private final Set<String> givenUp = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong acknowledgements = new AtomicLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Load(Simulation simulation, ZoomSender sender) {
        this.simulation = simulation;
        this.sender = sender;
    }

    /**
     * Starts to send.
     *
     * @param speed simulated time passes so many times as fast as real time; 0 for as fast as possible
     */
    static Load start(Plan plan, Disturbances disturbances, ZoomSender sender, double speed) {
        Load load = new Load(new Simulation(plan, disturbances), sender);
        Thread.ofPlatform().daemon().name("load").start(() -> load.run(speed));
        return load;
    }

    private void run(double speed) {
        Instant begin = Instant.now();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (Stream<Delivery> stream = simulation.deliveries()) {
            for (Iterator<Delivery> each = stream.iterator(); each.hasNext(); ) {
                Delivery delivery = each.next();
                if (speed > 0) {
                    Duration since = Duration.between(simulation.plan().start(), delivery.at());
                    Duration wait =
                            Duration.between(Instant.now(), begin.plusMillis(Math.round(since.toMillis() / speed)));
                    if (wait.isPositive()) {
                        Thread.sleep(wait);
                    }
                }
                deliveries.add(delivery);
                bodies.put(delivery.event().requestId(), hash(delivery));
                sent.incrementAndGet();
                CompletableFuture<Void> one = new CompletableFuture<>();
                all.add(one);
                Thread.ofVirtual().start(() -> send(delivery, one));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            done.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void send(Delivery delivery, CompletableFuture<Void> one) {
        String id = delivery.event().requestId();
        try {
            switch (sender.send(delivery.event())) {
                case ZoomSender.Fate.Acknowledged yes -> {
                    acknowledged.put(id, hash(delivery));
                    acknowledgements.incrementAndGet();
                }
                case ZoomSender.Fate.Refused no -> refused.add(id + " " + no.status());
                case ZoomSender.Fate.GivenUp no -> givenUp.add(id);
            }
            one.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            one.completeExceptionally(e);
        }
    }

    private static int hash(Delivery delivery) {
        return hash(delivery.event().body().getBytes(StandardCharsets.UTF_8));
    }

    static int hash(byte[] body) {
        return Arrays.hashCode(body);
    }

    /** Returns when every delivery has its fate. */
    void awaitEnd(Duration patience) throws ExecutionException, InterruptedException, TimeoutException {
        done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOver() {
        return done.isDone();
    }

    /** Deliveries so far, duplicates included. */
    long sent() {
        return sent.get();
    }

    /** Deliveries answered 2xx so far. */
    long acknowledgements() {
        return acknowledgements.get();
    }

    /** Request ids and hashes of what was answered 2xx. */
    Map<String, Integer> acknowledged() {
        return new HashMap<>(acknowledged);
    }

    /** Request ids and hashes of what was sent, whatever the answer. */
    Map<String, Integer> bodies() {
        return bodies;
    }

    /** Request ids that Zoom would list as failed: no attempt of any of their deliveries was answered 2xx. */
    Set<String> givenUp() {
        Set<String> never = new java.util.TreeSet<>(givenUp);
        never.removeAll(acknowledged.keySet());
        return never;
    }

    /** Request ids with the 4xx that ended them. */
    Set<String> refused() {
        return refused;
    }

    ZoomSender sender() {
        return sender;
    }

    Plan plan() {
        return simulation.plan();
    }

    /** Writes what {@code simulate --out} would have written, had it known what is in the log. */
    void writeTruth(Path file, Set<String> stored) throws java.io.IOException {
        try (Simulation.Recorder recorder = simulation.recorder(file)) {
            for (Delivery each : deliveries) {
                recorder.sees(new Delivery(
                        each.order(),
                        each.event(),
                        each.at(),
                        !stored.contains(each.event().requestId()),
                        each.duplicateOf(),
                        each.late(),
                        each.shuffledBy()));
            }
        }
    }
}
