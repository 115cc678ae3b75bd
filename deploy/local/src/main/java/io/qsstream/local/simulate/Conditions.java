package io.qsstream.local.simulate;

/**
 * What one stream measures at one time. Pure.
 *
 * <p>Without trouble every figure keeps well below the thresholds: latency below 110 ms, jitter below 20 ms, average loss
 * below 0.8 %.
 */
record Conditions(
        double bitrateKbps,
        double latencyMs,
        double jitterMs,
        double avgLossPct,
        double maxLossPct,
        double frameRateFps) {

    /**
     * Measures.
     *
     * @param usual the stream's usual bit rate
     * @param latency the user's usual latency
     */
    static Conditions measure(Dice dice, Trouble.Kind trouble, double usual, double latency) {
        double ease = Math.abs(dice.bell()) / 3;
        return switch (trouble) {
            case NONE -> healthy(dice, usual, latency, ease, 1, dice.between(23, 28));
            case BAD_WIFI, BAD_NETWORK, BAD_UPLINK -> {
                double loss = dice.between(7, 15);
                yield new Conditions(
                        usual * dice.between(0.2, 0.4),
                        dice.between(230, 420),
                        dice.between(75, 140),
                        loss,
                        loss * dice.between(1.6, 2.2),
                        dice.between(3, 9));
            }
            // The network is fine; the device cannot keep up with pictures.
            case CPU_HOG -> healthy(dice, usual, latency, ease, dice.between(0.6, 0.8), dice.between(2, 7));
            case BROWNOUT, BAD_SENDER, BAD_GATEWAY -> {
                double loss = dice.between(4.5, 8);
                yield new Conditions(
                        usual * dice.between(0.4, 0.7),
                        dice.between(290, 430),
                        dice.between(55, 95),
                        loss,
                        loss * dice.between(1.5, 2),
                        dice.between(9, 15));
            }
        };
    }

    private static Conditions healthy(
            Dice dice, double usual, double latency, double ease, double share, double frameRate) {
        double loss = ease * 0.7;
        return new Conditions(
                usual * share * (1 + 0.08 * dice.bell()),
                Math.max(8, latency + 5 * dice.bell()),
                4 + 12 * Math.abs(dice.bell()) / 3,
                loss,
                loss * dice.between(1, 2),
                frameRate);
    }

    /** Zoom's score, 1 to 5, and its label: good is 5 to 4, fair to 3, poor to 2, bad to 1. */
    static double score(Dice dice, Trouble.Kind trouble) {
        return switch (trouble) {
            case NONE -> dice.between(4.1, 4.7);
            case CPU_HOG -> dice.between(2.1, 2.8);
            case BROWNOUT, BAD_SENDER, BAD_GATEWAY -> dice.between(1.9, 2.6);
            case BAD_WIFI, BAD_NETWORK, BAD_UPLINK -> dice.between(1.2, 1.9);
        };
    }

    static String label(double score) {
        return score >= 4 ? "good" : score >= 3 ? "fair" : score >= 2 ? "poor" : "bad";
    }
}
