package io.qsstream.local.truth;

import io.qsstream.local.truth.Truth.MediaWindow;
import io.qsstream.local.truth.Truth.OverUsers;
import io.qsstream.local.truth.Truth.SessionWindow;
import io.qsstream.local.truth.Truth.Stats;
import io.qsstream.local.truth.Truth.UserWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares truth and answer; every difference is one line. Counts, min, max, last and p95 exactly, means within 1e-9. */
public final class Differences {

    private static final double RELATIVE = 1e-9;

    private final List<String> lines = new ArrayList<>();

    public static List<String> ofUsers(Map<String, UserWindow> truth, Map<String, UserWindow> observed) {
        Differences differences = new Differences();
        for (String key : differences.common("user window", truth, observed)) {
            differences.user(key, truth.get(key), observed.get(key));
        }
        return differences.lines;
    }

    public static List<String> ofSessions(Map<String, SessionWindow> truth, Map<String, SessionWindow> observed) {
        Differences differences = new Differences();
        for (String key : differences.common("session window", truth, observed)) {
            differences.session(key, truth.get(key), observed.get(key));
        }
        return differences.lines;
    }

    private void user(String key, UserWindow truth, UserWindow observed) {
        exactly(key + " sampleCount", truth.sampleCount(), observed.sampleCount());
        for (String group : common(key + " group", truth.groups(), observed.groups())) {
            Map<String, Stats> expected = truth.groups().get(group);
            Map<String, Stats> found = observed.groups().get(group);
            for (String measure : common(key + " " + group + " measure", expected, found)) {
                String where = key + " " + group + "." + measure;
                Stats one = expected.get(measure);
                Stats other = found.get(measure);
                exactly(where + " count", one.count(), other.count());
                exactly(where + " min", one.min(), other.min());
                exactly(where + " max", one.max(), other.max());
                exactly(where + " p95", one.p95(), other.p95());
                exactly(where + " last", one.last(), other.last());
                nearly(where + " mean", one.mean(), other.mean());
            }
        }
    }

    private void session(String key, SessionWindow truth, SessionWindow observed) {
        exactly(key + " userCount", truth.userCount(), observed.userCount());
        exactly(key + " sampleCount", truth.sampleCount(), observed.sampleCount());
        for (String name : common(key + " media", truth.media(), observed.media())) {
            MediaWindow expected = truth.media().get(name);
            MediaWindow found = observed.media().get(name);
            exactly(key + " " + name + " userCount", expected.userCount(), found.userCount());
            for (String measure : common(key + " " + name + " measure", expected.measures(), found.measures())) {
                String where = key + " " + name + "." + measure;
                OverUsers one = expected.measures().get(measure);
                OverUsers other = found.measures().get(measure);
                exactly(where + " userCount", one.userCount(), other.userCount());
                // All three are users' means, or one of them.
                nearly(where + " mean", one.mean(), other.mean());
                nearly(where + " p95", one.p95(), other.p95());
                nearly(where + " worst", one.worst(), other.worst());
            }
        }
    }

    private Set<String> common(String what, Map<String, ?> truth, Map<String, ?> observed) {
        Set<String> missing = new TreeSet<>(truth.keySet());
        missing.removeAll(observed.keySet());
        missing.forEach(key -> lines.add("missing " + what + " " + key));
        Set<String> extra = new TreeSet<>(observed.keySet());
        extra.removeAll(truth.keySet());
        extra.forEach(key -> lines.add("extra " + what + " " + key));
        Set<String> common = new TreeSet<>(truth.keySet());
        common.retainAll(observed.keySet());
        return common;
    }

    private void exactly(String what, double truth, double observed) {
        if (truth != observed) {
            lines.add(what + " is " + observed + ", must be " + truth);
        }
    }

    private void nearly(String what, double truth, double observed) {
        if (!(Math.abs(truth - observed) <= RELATIVE * Math.max(Math.abs(truth), Math.abs(observed)))) {
            lines.add(what + " is " + observed + ", must be " + truth);
        }
    }
}
