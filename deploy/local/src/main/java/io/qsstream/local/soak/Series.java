package io.qsstream.local.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One figure over time, and how fast it grows. */
public final class Series {

    private record Point(double hours, double value) {}

    private final List<Point> points = new ArrayList<>();

    /** Adds a figure; {@code since} the first one, growing. */
    public void add(Duration since, double value) {
        points.add(new Point(since.toMillis() / 3_600_000.0, value));
    }

    public boolean isEmpty() {
        return points.isEmpty();
    }

    public double first() {
        return points.getFirst().value();
    }

    public double last() {
        return points.getLast().value();
    }

    /**
     * Per hour, by least squares over the second half: the first is warming up, and a process that fills its heap for the first
     * time leaks nothing. 0 for fewer than two figures there.
     */
    public double slopePerHour() {
        List<Point> half = points.subList(points.size() / 2, points.size());
        double meanHours = half.stream().mapToDouble(Point::hours).average().orElse(0);
        double meanValue = half.stream().mapToDouble(Point::value).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Point each : half) {
            double hours = each.hours() - meanHours;
            above += hours * (each.value() - meanValue);
            below += hours * hours;
        }
        return below == 0 ? 0 : above / below;
    }
}
