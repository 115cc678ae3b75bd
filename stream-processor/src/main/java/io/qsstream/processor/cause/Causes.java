package io.qsstream.processor.cause;

import io.qsstream.processor.cause.Crowd.Count;
import io.qsstream.processor.cause.StreamRole.InputMeans;
import io.qsstream.processor.cause.StreamRole.Via;
import io.qsstream.schema.rules.Metric;
import io.qsstream.v1.Cause;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.CpuUsage;
import io.qsstream.v1.Media;
import io.qsstream.v1.StreamQos;
import io.qsstream.v1.WifiSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names the likely cause of a user's trouble. Pure. The first of these that the evidence carries is the answer, and
 * UNKNOWN beats a guess; {@code docs/causes.md} says the same in words.
 */
public final class Causes {

    /** From this share on, a group of users suffers together. */
    static final double MOST = 0.75;
    /** Up to this share, a group of users is fine: one in four may have trouble of his own. */
    static final double FEW = 0.25;
    /** Without anybody elsewhere to compare with, so many others of a data centre must suffer. */
    static final int CROWD = 3;

    private static final List<Group> SENDING = List.of(Group.SENDS_AUDIO, Group.SENDS_VIDEO, Group.SENDS_SCREEN_SHARE);

    private final Evidence evidence;
    private final InputMeans inputMeans;
    private final Crowd.Minute minute;
    private final int suffering;

    private Causes(Evidence evidence, InputMeans inputMeans) {
        this.evidence = evidence;
        this.inputMeans = inputMeans;
        this.minute = evidence.session().fuller();
        this.suffering = suffering(evidence.troubles(), inputMeans);
    }

    /** What has a raised alert of this metric most likely been caused by. */
    public static Cause of(Metric metric, Evidence evidence, InputMeans inputMeans) {
        return new Causes(evidence, inputMeans).of(metric);
    }

    /** As what a user with these troubles is counted as suffering; 0 for none. */
    public static int suffering(List<Trouble> troubles, InputMeans inputMeans) {
        return troubles.isEmpty()
                ? 0
                : Group.of(troubles.stream().map(Trouble::stream).toList(), inputMeans);
    }

    private Cause of(Metric metric) {
        switch (metric) {
            case CPU_ZOOM_MAX_PCT, CPU_SYSTEM_MAX_PCT, CPU_PRESSURE -> {
                return cause(CauseClass.SELF_CPU, 0.95, load());
            }
            case RSSI_DBM -> {
                return cause(CauseClass.SELF_WIFI, 0.95, signal());
            }
            default -> {}
        }
        if (evidence.troubles().isEmpty()) {
            return isBusy() ? cause(CauseClass.SELF_CPU, 0.9, load(), "media travelled well") : unknown();
        }
        Cause found = gateway();
        found = found != null ? found : ownWifi();
        found = found != null ? found : ownProcessor();
        found = found != null ? found : dataCenter();
        found = found != null ? found : sender();
        found = found != null ? found : ownUplink();
        found = found != null ? found : crowdedDataCenter();
        found = found != null ? found : ownNetwork();
        return found != null ? found : unknown();
    }

    /** Nothing suffers but what passes one gateway, and not at this user alone. */
    private @Nullable Cause gateway() {
        Set<Via> vias = evidence.troubles().stream()
                .map(trouble -> StreamRole.of(trouble.stream(), inputMeans).via())
                .collect(Collectors.toSet());
        if (vias.size() != 1 || vias.contains(Via.DIRECT)) {
            return null;
        }
        Group group = vias.contains(Via.CRC) ? Group.CRC : Group.RWG;
        Count others = minute.of(group).without(group.isIn(suffering));
        Count elsewhere = everybody().minus(minute.of(group));
        boolean othersSuffer = others.users() > 0 && others.share() >= MOST;
        String compared =
                othersOf(group.name().toLowerCase(Locale.ROOT) + " gateway", others) + ", " + outside(elsewhere);
        if (hasUntroubledDirectStreamOfTroubledMedia()) {
            return othersSuffer
                    ? cause(CauseClass.GATEWAY, 0.9, "direct streams of the same media are fine", compared)
                    : cause(CauseClass.GATEWAY, 0.7, "direct streams of the same media are fine");
        }
        return othersSuffer && elsewhere.users() > 0 && elsewhere.share() <= FEW
                ? cause(CauseClass.GATEWAY, 0.8, compared)
                : null;
    }

    private boolean hasUntroubledDirectStreamOfTroubledMedia() {
        Set<Media> troubled = evidence.troubles().stream()
                .map(trouble -> trouble.stream().getMedia())
                .collect(Collectors.toSet());
        return evidence.sample().getStreams().stream()
                .filter(stream -> StreamRole.of(stream, inputMeans).via() == Via.DIRECT)
                .filter(Causes::isMeasured)
                .anyMatch(stream -> troubled.contains(stream.getMedia()));
    }

    private static boolean isMeasured(StreamQos stream) {
        return Metric.LATENCY_MS.of(stream, List.of()) != null || Metric.JITTER_MS.of(stream, List.of()) != null;
    }

    private @Nullable Cause ownWifi() {
        if (!Load.isWeak(signalDbm())) {
            return null;
        }
        Count others = everybody().without(true);
        return others.users() == 0 || others.share() < MOST
                ? cause(CauseClass.SELF_WIFI, 0.9, signal(), others(others))
                : cause(CauseClass.SELF_WIFI, 0.6, signal(), others(others));
    }

    /** Zoom's latency includes the time applications take (qss-reference §2); lost packets are not the processor's. */
    private @Nullable Cause ownProcessor() {
        boolean latencyAlone = evidence.troubles().stream().allMatch(trouble -> trouble.metric() == Metric.LATENCY_MS);
        return latencyAlone && isBusy()
                ? cause(CauseClass.SELF_CPU, 0.6, load(), "latency is high, loss and jitter are not")
                : null;
    }

    /** Those on the same data centre suffer, those on others do not. */
    private @Nullable Cause dataCenter() {
        String name = evidence.dataCenter();
        if (name == null) {
            return null;
        }
        Count center = minute.ofDataCenter(name);
        Count here = center.without(true);
        Count elsewhere = everybody().minus(center);
        if (here.users() == 0 || here.share() < MOST || elsewhere.users() == 0 || elsewhere.share() > FEW) {
            return null;
        }
        return cause(
                CauseClass.DATA_CENTER,
                here.users() > 1 && elsewhere.users() > 1 ? 0.9 : 0.75,
                othersOf("data center " + name, here),
                outside(elsewhere));
    }

    /** All on one data centre: nobody to compare with, so it takes a crowd. */
    private @Nullable Cause crowdedDataCenter() {
        String name = evidence.dataCenter();
        if (name == null) {
            return null;
        }
        Count here = minute.ofDataCenter(name).without(true);
        return here.users() >= CROWD && here.share() >= MOST
                ? cause(CauseClass.DATA_CENTER, 0.6, othersOf("data center " + name, here))
                : null;
    }

    /** What this user sends travels well, what is received does not, and it is so for all who receive of somebody. */
    private @Nullable Cause sender() {
        if (SENDING.stream().anyMatch(sends -> sends.isIn(suffering))) {
            return null;
        }
        Cause found = sender(Group.SENDS_AUDIO, Group.RECEIVES_AUDIO, "audio");
        found = found != null ? found : sender(Group.SENDS_VIDEO, Group.RECEIVES_VIDEO, "video");
        return found != null ? found : sender(Group.SENDS_SCREEN_SHARE, Group.RECEIVES_SCREEN_SHARE, "screen share");
    }

    private @Nullable Cause sender(Group sends, Group receives, String media) {
        if (!receives.isIn(suffering)) {
            return null;
        }
        Count senders = minute.of(sends);
        int culprits = senders.suffering();
        if (culprits == 0 || culprits > Math.max(1, FEW * senders.users())) {
            return null;
        }
        Count receivers = minute.of(receives).without(true);
        // Whoever sends badly does not receive himself.
        Count others = new Count(Math.max(receivers.suffering(), receivers.users() - culprits), receivers.suffering());
        if (others.users() > 0 && others.share() < MOST) {
            return null;
        }
        return cause(
                CauseClass.SENDER,
                others.users() > 1 ? 0.85 : 0.65,
                "of " + senders.users() + " users who send " + media + " " + culprits + " sends it badly",
                others.suffering() + " of " + others.users() + " others receive it badly",
                "what this user sends travels well");
    }

    /** Of those who send, this user alone sends badly; that all others receive it badly is the consequence. */
    private @Nullable Cause ownUplink() {
        for (Group sends : SENDING) {
            if (sends.isIn(suffering)) {
                Count others = minute.of(sends).without(true);
                if (others.users() > 0 && others.share() <= FEW) {
                    return ofOwnNetwork(others, "others who send");
                }
            }
        }
        return null;
    }

    /** This user suffers and the others do not. */
    private @Nullable Cause ownNetwork() {
        Count others = everybody().without(true);
        return others.users() > 0 && others.share() <= FEW ? ofOwnNetwork(others, "other users") : null;
    }

    private Cause ofOwnNetwork(Count others, String who) {
        Double dbm = signalDbm();
        return cause(
                CauseClass.SELF_NETWORK,
                others.users() >= CROWD ? 0.85 : 0.7,
                others.suffering() + " of " + others.users() + " " + who + " have trouble",
                dbm == null ? "no weak Wi-Fi signal was reported" : signal() + " is not weak");
    }

    // What the sentences are made of

    private Count everybody() {
        return minute.of(Group.EVERYBODY);
    }

    private static String others(Count others) {
        return others.suffering() + " of " + others.users() + " other users have trouble";
    }

    private static String othersOf(String group, Count others) {
        return others.suffering() + " of " + others.users() + " others of " + group + " have trouble";
    }

    private static String outside(Count elsewhere) {
        return elsewhere.suffering() + " of " + elsewhere.users() + " elsewhere";
    }

    private @Nullable Double signalDbm() {
        WifiSignal wifi = evidence.sample().getWifi();
        return wifi == null ? null : wifi.getAvgRssiDbm();
    }

    private String signal() {
        return "Wi-Fi signal " + number(signalDbm()) + " dBm";
    }

    private boolean isBusy() {
        return Load.isBusy(evidence.sample().getCpu());
    }

    private String load() {
        CpuUsage cpu = evidence.sample().getCpu();
        if (cpu == null) {
            return "processor load";
        }
        List<String> parts = new ArrayList<>();
        if (cpu.getSystemMaxPct() != null) {
            parts.add(number(cpu.getSystemMaxPct()) + " % in all");
        }
        if (cpu.getZoomMaxPct() != null) {
            parts.add(number(cpu.getZoomMaxPct()) + " % by Zoom");
        }
        if (cpu.getSystemMaxPressure() != null) {
            parts.add("pressure " + cpu.getSystemMaxPressure().name());
        }
        return "processor load " + String.join(", ", parts);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.0f", value);
    }

    private static Cause unknown() {
        return new Cause(CauseClass.UNKNOWN, 0.0, List.of());
    }

    private static Cause cause(CauseClass what, double confidence, String... evidence) {
        return new Cause(what, confidence, List.of(evidence));
    }
}
