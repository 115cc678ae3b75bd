package io.qsstream.processor.score;

import io.qsstream.v1.Media;
import io.qsstream.v1.Stats;
import io.qsstream.v1.StreamStats;

/** Makes the statistics of streams for tests: every measure is absent until it is given. */
final class Streams {

    static Builder audio(String type) {
        return new Builder(type, Media.AUDIO);
    }

    static Builder video(String type) {
        return new Builder(type, Media.VIDEO);
    }

    static Builder share(String type) {
        return new Builder(type, Media.SCREEN_SHARE);
    }

    static Builder other(String type) {
        return new Builder(type, Media.OTHER);
    }

    static final class Builder {

        private final StreamStats stats = new StreamStats();

        private Builder(String type, Media media) {
            stats.setType(type);
            stats.setMedia(media);
        }

        Builder bitrate(double... values) {
            stats.setBitrateKbps(over(values));
            return this;
        }

        Builder latency(double... values) {
            stats.setLatencyMs(over(values));
            return this;
        }

        Builder jitter(double... values) {
            stats.setJitterMs(over(values));
            return this;
        }

        Builder loss(double... values) {
            stats.setAvgLossPct(over(values));
            return this;
        }

        Builder frames(double... values) {
            stats.setFrameRateFps(over(values));
            return this;
        }

        Builder mos(double... values) {
            stats.setMos(over(values));
            return this;
        }

        Builder score(double... values) {
            stats.setQualityScore(over(values));
            return this;
        }

        /** Latency, jitter and loss at once. */
        Builder transport(double latencyMs, double jitterMs, double lossPct) {
            return latency(latencyMs).jitter(jitterMs).loss(lossPct);
        }

        StreamStats stats() {
            return stats;
        }
    }

    private static Stats over(double... values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            sum += value;
        }
        return new Stats(values.length, min, sum / values.length, max, max, values[values.length - 1]);
    }

    private Streams() {}
}
