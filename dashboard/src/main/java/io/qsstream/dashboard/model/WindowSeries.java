package io.qsstream.dashboard.model;

import io.qsstream.dashboard.view.StripCell;
import io.qsstream.v1.Classification;
import io.qsstream.v1.Media;
import io.qsstream.v1.MediaClassification;
import io.qsstream.v1.UserQosWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One user's windows in order of time, of each the ratings of its last revision: some forty bytes. */
final class WindowSeries {

    /** The strips, in the order in which a window holds its ratings. */
    private enum Strip {
        AUDIO,
        VIDEO,
        SCREEN_SHARE,
        ALL;

        static final int COUNT = values().length;
    }

    private static final byte ABSENT = -1;

    private long[] starts = {};
    private int[] lengthsMs = {};
    private int[] revisions = {};
    private float[] mos = {};
    private byte[] ratings = {};
    private short[] reasons = {};
    private int size;

    int size() {
        return size;
    }

    /** Takes a window's revision in; false where it is known or older. */
    boolean put(UserQosWindow window, Labels labels) {
        long start = window.getWindowStart().toEpochMilli();
        int row = Arrays.binarySearch(starts, 0, size, start);
        if (row >= 0 && window.getRevision() <= revisions[row]) {
            return false;
        }
        if (row < 0) {
            row = -row - 1;
            insert(row);
        }
        starts[row] = start;
        lengthsMs[row] = (int) (window.getWindowEnd().toEpochMilli() - start);
        revisions[row] = window.getRevision();
        Double estimate = window.getMosEstimate();
        mos[row] = estimate == null ? Float.NaN : estimate.floatValue();
        Arrays.fill(ratings, row * Strip.COUNT, (row + 1) * Strip.COUNT, ABSENT);
        Arrays.fill(reasons, row * Strip.COUNT, (row + 1) * Strip.COUNT, labels.number(null));
        rate(row, Strip.ALL, window.getClassification(), labels.number(window.getClassificationReason()));
        for (MediaClassification media : window.getMediaClassifications()) {
            Strip strip = stripOf(media.getMedia());
            if (strip != null) {
                rate(row, strip, media.getClassification(), labels.number(media.getReason()));
            }
        }
        return true;
    }

    private static @Nullable Strip stripOf(Media media) {
        return switch (media) {
            case AUDIO -> Strip.AUDIO;
            case VIDEO -> Strip.VIDEO;
            case SCREEN_SHARE -> Strip.SCREEN_SHARE;
            case OTHER, UNKNOWN -> null;
        };
    }

    private void rate(int row, Strip strip, Classification classification, short reason) {
        ratings[row * Strip.COUNT + strip.ordinal()] = (byte) classification.ordinal();
        reasons[row * Strip.COUNT + strip.ordinal()] = reason;
    }

    private void insert(int row) {
        if (size == starts.length) {
            int capacity = size + size / 4 + 4;
            starts = Arrays.copyOf(starts, capacity);
            lengthsMs = Arrays.copyOf(lengthsMs, capacity);
            revisions = Arrays.copyOf(revisions, capacity);
            mos = Arrays.copyOf(mos, capacity);
            ratings = Arrays.copyOf(ratings, capacity * Strip.COUNT);
            reasons = Arrays.copyOf(reasons, capacity * Strip.COUNT);
        }
        int rest = size - row;
        System.arraycopy(starts, row, starts, row + 1, rest);
        System.arraycopy(lengthsMs, row, lengthsMs, row + 1, rest);
        System.arraycopy(revisions, row, revisions, row + 1, rest);
        System.arraycopy(mos, row, mos, row + 1, rest);
        System.arraycopy(ratings, row * Strip.COUNT, ratings, (row + 1) * Strip.COUNT, rest * Strip.COUNT);
        System.arraycopy(reasons, row * Strip.COUNT, reasons, (row + 1) * Strip.COUNT, rest * Strip.COUNT);
        size++;
    }

    /** Lets go of windows that start before a time; returns how many. */
    int removeBefore(long time) {
        int found = Arrays.binarySearch(starts, 0, size, time);
        int rows = found >= 0 ? found : -found - 1;
        if (rows > 0) {
            starts = Arrays.copyOfRange(starts, rows, size);
            lengthsMs = Arrays.copyOfRange(lengthsMs, rows, size);
            revisions = Arrays.copyOfRange(revisions, rows, size);
            mos = Arrays.copyOfRange(mos, rows, size);
            ratings = Arrays.copyOfRange(ratings, rows * Strip.COUNT, size * Strip.COUNT);
            reasons = Arrays.copyOfRange(reasons, rows * Strip.COUNT, size * Strip.COUNT);
            size -= rows;
        }
        return rows;
    }

    /** Start of the last window. Only where there is one. */
    long lastStart() {
        return starts[size - 1];
    }

    Classification lastClassification() {
        return size == 0 ? Classification.UNCLASSIFIED : classification(size - 1, Strip.ALL);
    }

    @Nullable
    String lastReason(Labels labels) {
        return size == 0 ? null : labels.text(reasons[(size - 1) * Strip.COUNT + Strip.ALL.ordinal()]);
    }

    @Nullable
    Float lastMos() {
        return size == 0 || Float.isNaN(mos[size - 1]) ? null : mos[size - 1];
    }

    private Classification classification(int row, Strip strip) {
        return Classification.values()[ratings[row * Strip.COUNT + strip.ordinal()]];
    }

    Map<String, List<StripCell>> strips(Labels labels) {
        Map<String, List<StripCell>> strips = new LinkedHashMap<>();
        for (Strip strip : Strip.values()) {
            List<StripCell> cells = new ArrayList<>();
            for (int row = 0; row < size; row++) {
                if (ratings[row * Strip.COUNT + strip.ordinal()] != ABSENT) {
                    cells.add(new StripCell(
                            Instant.ofEpochMilli(starts[row]),
                            Instant.ofEpochMilli(starts[row] + lengthsMs[row]),
                            classification(row, strip),
                            labels.text(reasons[row * Strip.COUNT + strip.ordinal()])));
                }
            }
            strips.put(strip.name(), cells);
        }
        return strips;
    }
}
