package io.qsstream.local.simulate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.qsstream.local.simulate.Bodies.Item;
import io.qsstream.local.simulate.UserScript.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Plays one user's leg, event by event in order of time, holding no more than one sample. */
final class Timeline implements Iterator<Event> {

    private final SessionScript session;
    private final UserScript user;
    private final Duration cadence;
    private final long deliveryMillis;
    private final Dice dice;
    private final Deque<Event> pending = new ArrayDeque<>();
    /** Items of a sample that travels with the next one. */
    private final List<Item> held = new ArrayList<>();

    private final Map<String, Totals> totals = new LinkedHashMap<>();
    private final Extremes zoomCpu = new Extremes();
    private final Extremes systemCpu = new Extremes();
    private final Extremes rssi = new Extremes();
    private double lastScore;
    private Instant nextSample;
    private Instant lastEvent;
    private boolean ended;

    Timeline(Plan plan, SessionScript session, UserScript user) {
        this.session = session;
        this.user = user;
        this.cadence = plan.cadence();
        this.deliveryMillis = plan.deliveryDelay().toMillis();
        this.dice = new Dice(plan.seed(), plan.end().getEpochSecond(), session.index(), 2_000_000L + user.index());
        this.nextSample = firstSample(plan.start().plusSeconds(user.phaseSeconds()), user.join(), cadence);
        this.lastEvent = user.join();
        if (session.kind() != SessionScript.Kind.PHONE_CALL) {
            add("_data", user.join().plusMillis(200 + dice.below(700)), Bodies.data(session, user, false));
        }
        refill();
    }

    private static Instant firstSample(Instant from, Instant join, Duration cadence) {
        Instant sample = from;
        while (sample.isBefore(join)) {
            sample = sample.plus(cadence);
        }
        return sample;
    }

    @Override
    public boolean hasNext() {
        return !pending.isEmpty();
    }

    @Override
    public Event next() {
        @Nullable Event event = pending.poll();
        if (event == null) {
            throw new NoSuchElementException();
        }
        if (pending.isEmpty()) {
            refill();
        }
        return event;
    }

    /** The next event, which must be there. */
    Event peek() {
        return pending.element();
    }

    private void refill() {
        while (pending.isEmpty() && !ended) {
            if (nextSample.isBefore(user.leave())) {
                sample(nextSample);
                nextSample = nextSample.plus(cadence);
            } else {
                leave();
                ended = true;
            }
        }
    }

    private void sample(Instant time) {
        Instant at = time.plusMillis(250 + dice.below((int) Math.max(1, deliveryMillis - 250)));
        at = at.isBefore(lastEvent) ? lastEvent.plusMillis(1) : at;
        Trouble.Kind trouble = user.trouble().at(time);
        List<Item> items =
                session.kind() == SessionScript.Kind.PHONE_CALL ? phoneItems(time, trouble) : items(time, trouble);
        if (session.kind() == SessionScript.Kind.PHONE_CALL) {
            for (Item item : items) {
                add("_qos", at, Bodies.callQos(session, user, item));
                at = at.plusMillis(7);
            }
        } else if (session.style().perType()) {
            for (Item item : items) {
                add("_qos", at, Bodies.qos(session, user, List.of(item)));
                at = at.plusMillis(3);
            }
        } else {
            boolean last = !time.plus(cadence).isBefore(user.leave());
            if (session.style().twoTimes() && held.isEmpty() && !last && dice.chance(0.1)) {
                held.addAll(items);
                return;
            }
            List<Item> all = new ArrayList<>(held);
            held.clear();
            all.addAll(items);
            add("_qos", at, Bodies.qos(session, user, all));
        }
    }

    private List<Item> items(Instant time, Trouble.Kind trouble) {
        Style style = session.style();
        List<Item> items = new ArrayList<>();
        boolean muted = user.quiet() && trouble == Trouble.Kind.NONE && dice.chance(0.3);
        for (Stream stream : user.streams()) {
            Conditions now =
                    Conditions.measure(dice, Trouble.of(trouble, stream), stream.usualKbps(), user.usualLatencyMs());
            if (muted && stream.isOwnVoice()) {
                continue;
            }
            total(stream, now);
            ObjectNode transport = transport(style.units(), now);
            if (!stream.picture()) {
                items.add(new Item(time, stream.type(), transport));
                continue;
            }
            boolean apart = style.split() && dice.chance(0.5);
            ObjectNode picture = apart ? Bodies.object() : transport;
            picture.put("resolution", stream.resolution());
            picture.put("frame_rate", Bodies.framesPerSecond(now.frameRateFps()));
            items.add(new Item(time, stream.type(), transport));
            if (apart) {
                items.add(new Item(time, stream.type(), picture));
            }
        }
        items.add(new Item(time, "cpu_usage", cpu(trouble)));
        for (String media : List.of("audio", "video")) {
            double score = Conditions.score(
                    dice, trouble == Trouble.Kind.CPU_HOG && media.equals("audio") ? Trouble.Kind.NONE : trouble);
            lastScore = score;
            items.add(new Item(
                    time,
                    media + "_quality",
                    Bodies.object()
                            .put("quality", Conditions.label(score))
                            .put("quality_score", Bodies.decimal(score, 2))));
        }
        if (user.person().networkType().equals("Wifi")) {
            items.add(new Item(time, "wifi_rssi", rssi(trouble)));
        }
        if (trouble == Trouble.Kind.BAD_WIFI
                || trouble == Trouble.Kind.BAD_NETWORK
                || trouble == Trouble.Kind.BAD_UPLINK) {
            items.add(new Item(
                    time, "notification", Bodies.object().put("network_notification", "internet connection unstable")));
        }
        return items;
    }

    private static ObjectNode transport(Style.Units units, Conditions now) {
        return Bodies.object()
                .put("bitrate", Bodies.kbps(units, now.bitrateKbps()))
                .put("latency", Bodies.millis(units, now.latencyMs()))
                .put("jitter", Bodies.millis(units, now.jitterMs()))
                .put("avg_loss", Bodies.percent(units, now.avgLossPct()))
                .put("max_loss", Bodies.percent(units, now.maxLossPct()));
    }

    private ObjectNode cpu(Trouble.Kind trouble) {
        boolean hog = trouble == Trouble.Kind.CPU_HOG;
        if (user.web()) {
            return Bodies.object()
                    .put("system_min_cpu_pressure_level", hog ? "serious" : "normal")
                    .put("system_avg_cpu_pressure_level", hog ? "critical" : "normal")
                    .put("system_max_cpu_pressure_level", hog ? "critical" : "fair");
        }
        long average = Math.round(hog ? dice.between(55, 75) : dice.between(6, 18));
        long low = Math.round(average * 0.6);
        long high = Math.round(hog ? dice.between(85, 97) : average * 1.6);
        long system = Math.round(hog ? dice.between(97, 100) : dice.between(28, 48));
        zoomCpu.add(low);
        zoomCpu.add(average);
        zoomCpu.add(high);
        systemCpu.add(system);
        ObjectNode cpu = Bodies.object()
                .put("zoom_min_cpu_usage", low + "%")
                .put("zoom_avg_cpu_usage", average + "%")
                .put("zoom_max_cpu_usage", high + "%")
                .put("system_max_cpu_usage", system + "%");
        if (hog) {
            cpu.put("system_max_cpu_pressure_level", "critical");
        }
        return cpu;
    }

    private ObjectNode rssi(Trouble.Kind trouble) {
        boolean bad = trouble == Trouble.Kind.BAD_WIFI;
        long average = Math.round(bad ? dice.between(-87, -81) : dice.between(-60, -46));
        rssi.add(average - 3);
        rssi.add(average);
        rssi.add(average + 3);
        return Bodies.object()
                .put("min_rssi", Long.toString(average - 3))
                .put("avg_rssi", Long.toString(average))
                .put("max_rssi", Long.toString(average + 3))
                .put("rssi_unit", "dBm");
    }

    private List<Item> phoneItems(Instant time, Trouble.Kind trouble) {
        List<Item> items = new ArrayList<>();
        for (Stream stream : user.streams()) {
            Conditions now =
                    Conditions.measure(dice, Trouble.of(trouble, stream), stream.usualKbps(), user.usualLatencyMs());
            total(stream, now);
            double mos = trouble == Trouble.Kind.NONE ? dice.between(4.1, 4.5) : dice.between(1.8, 2.7);
            items.add(new Item(time, stream.type(), phoneDetails(now, mos)));
        }
        return items;
    }

    /** Zoom's phone figures carry no units. */
    private ObjectNode phoneDetails(Conditions now, double mos) {
        return Bodies.object()
                .put("bitrate", Long.toString(Math.round(now.bitrateKbps())))
                .put("avg_loss", Bodies.decimal(now.avgLossPct(), 1))
                .put("max_loss", Bodies.decimal(now.maxLossPct(), 1))
                .put("jitter", Long.toString(Math.round(now.jitterMs())))
                .put("network_delay", Long.toString(Math.round(now.latencyMs())))
                .put("mos", Bodies.decimal(mos, 1))
                .put("network", user.person().networkType().equals("Wired") ? "LAN" : "WiFi");
    }

    private void leave() {
        Instant at = user.leave().isAfter(lastEvent) ? user.leave() : lastEvent;
        at = at.plusMillis(100 + dice.below(300));
        if (session.kind() == SessionScript.Kind.PHONE_CALL) {
            // One summary for the call; the caller's leg tells it, for both legs, from what this leg measured, and
            // not before the other leg's last samples are delivered.
            if (user.index() == 0) {
                add(
                        "_qos_summary",
                        at.plusMillis(deliveryMillis + 400),
                        Bodies.callQosSummary(session, user.leave(), phoneLegs()));
            }
            return;
        }
        add("_data_summary", at, Bodies.data(session, user, true));
        add("_qos_summary", at.plusMillis(150), Bodies.qosSummary(session, user, summary()));
    }

    private ArrayNode summary() {
        Style.Units units = session.style().units();
        ArrayNode qos = JsonNodeFactory.instance.arrayNode();
        totals.forEach((type, total) -> {
            ObjectNode details = qos.addObject().put("type", type).putObject("details");
            put(details, "bitrate", total.bitrate, value -> Bodies.kbps(units, value));
            put(details, "latency", total.latency, value -> Bodies.millis(units, value));
            put(details, "jitter", total.jitter, value -> Bodies.millis(units, value));
            put(details, "loss", total.loss, value -> Bodies.percent(units, value));
            if (total.picture) {
                details.put("resolution", total.resolution);
                put(details, "frame_rate", total.frameRate, Bodies::framesPerSecond);
            }
        });
        if (zoomCpu.count > 0) {
            qos.addObject()
                    .put("type", "cpu_usage")
                    .putObject("details")
                    .put("zoom_min_cpu_usage", Math.round(zoomCpu.min) + "%")
                    .put("zoom_avg_cpu_usage", Math.round(zoomCpu.mean()) + "%")
                    .put("zoom_max_cpu_usage", Math.round(zoomCpu.max) + "%")
                    .put("system_max_cpu_usage", Math.round(systemCpu.max) + "%");
        }
        if (rssi.count > 0) {
            qos.addObject()
                    .put("type", "wifi_rssi")
                    .putObject("details")
                    .put("min_rssi", Math.round(rssi.min))
                    .put("avg_rssi", Math.round(rssi.mean()))
                    .put("max_rssi", Math.round(rssi.max))
                    .put("rssi_unit", "dBm");
        }
        if (lastScore > 0) {
            qos.addObject()
                    .put("type", "video_quality")
                    .putObject("details")
                    .put("quality", Conditions.label(lastScore))
                    .put("quality_score", Bodies.decimal(lastScore, 2));
        }
        return qos;
    }

    private List<ObjectNode> phoneLegs() {
        List<ObjectNode> legs = new ArrayList<>();
        for (UserScript leg : session.users()) {
            ObjectNode node = Bodies.object()
                    .put("type", leg.index() == 0 ? "caller" : "callee")
                    .put("user_id", leg.person().userId())
                    .put("user_email", leg.person().email());
            ArrayNode qos = node.putArray("qos");
            for (Stream stream : leg.streams()) {
                Conditions whole =
                        Conditions.measure(dice, Trouble.Kind.NONE, stream.usualKbps(), leg.usualLatencyMs());
                qos.addObject()
                        .put("date_time", user.leave().toString())
                        .put("type", stream.type())
                        .set("details", phoneDetails(whole, 4.2));
            }
            legs.add(node);
        }
        return legs;
    }

    private static void put(
            ObjectNode details, String field, Extremes figure, java.util.function.DoubleFunction<String> text) {
        details.put("min_" + field, text.apply(figure.min));
        details.put("avg_" + field, text.apply(figure.mean()));
        details.put("max_" + field, text.apply(figure.max));
    }

    private void add(String suffix, Instant time, ObjectNode object) {
        lastEvent = time;
        pending.add(Bodies.event(session, dice, session.kind().event(suffix), time, object));
    }

    private void total(Stream stream, Conditions now) {
        Totals total = totals.computeIfAbsent(stream.type(), type -> new Totals(stream.picture(), stream.resolution()));
        total.bitrate.add(now.bitrateKbps());
        total.latency.add(now.latencyMs());
        total.jitter.add(now.jitterMs());
        total.loss.add(now.avgLossPct());
        total.loss.max = Math.max(total.loss.max, now.maxLossPct());
        total.frameRate.add(now.frameRateFps());
    }

    /** Running figures of one stream type for the summary at the leg's end. */
    private static final class Totals {
        final boolean picture;
        final String resolution;
        final Extremes bitrate = new Extremes();
        final Extremes latency = new Extremes();
        final Extremes jitter = new Extremes();
        final Extremes loss = new Extremes();
        final Extremes frameRate = new Extremes();

        Totals(boolean picture, String resolution) {
            this.picture = picture;
            this.resolution = resolution;
        }
    }

    private static final class Extremes {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum;
        int count;

        void add(double value) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
            count++;
        }

        double mean() {
            return sum / count;
        }
    }
}
