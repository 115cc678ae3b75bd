package io.qsstream.processor.score;

import io.qsstream.v1.Classification;

/**
 * What a window can be rated by, each with its bands; a value on a bound has the better class. Sections are those of
 * the qss-reference. {@code docs/scores.md} has the same table, and a test holds it to this one.
 */
enum Measure {
    /** Zoom's score: good 5 to 4, fair to 3, poor to 2, bad to 1 (§6.1, silent on which side a bound stands). */
    QUALITY_SCORE("qualityScore", true, 4, 3, 2),

    /**
     * Zoom Phone's mean opinion score: 3.5 and more is good, less is poor (§6.1), so there is no fair. Bad begins where
     * G.109's lowest class ends, below R 50.
     */
    PHONE_MOS("mos", true, 3.5, 3.5, EModel.mos(50)),

    /**
     * The estimated score, by the classes of G.109 (§6.2): R 70 "some users dissatisfied", 60 "many", 50 "nearly all".
     * With our constants and little delay these are 1.7, 3.6 and 6.1 % of loss, beside Zoom's 2 and 5 %.
     */
    MOS_ESTIMATE("mosEstimate", true, EModel.mos(70), EModel.mos(60), EModel.mos(50)),

    /** 2 and 5 %: the two limits told as Zoom's, which disagree (§6.1, S20). 10 %: our judgement, twice the looser. */
    AVG_LOSS("avgLossPct", false, 2, 5, 10),

    /**
     * 40 ms: Zoom's recommendation (§6.1, S20). 75 and 125 ms: the buffer against it, twice the jitter (§6.2), then
     * delays by 150 and 250 ms; see {@link #LATENCY} for these.
     */
    JITTER("jitterMs", false, 40, 75, 125),

    /**
     * 150 ms: Zoom's recommendation (§6.1, S20). 300 and 500 ms are one way 150 and 250 ms (§2), where delay alone
     * costs R 0.2 and 8.9 (§6.4): not noticed up to the former, nearly a class of G.109 at the latter.
     */
    LATENCY("latencyMs", false, 150, 300, 500),

    /** A half, a third and a sixth of Zoom's 30 frames per second (§6.1, S1): our judgement. */
    FRAME_RATE("frameRateFps", true, 15, 10, 5);

    private final String text;
    private final boolean greaterIsBetter;
    private final double good;
    private final double fair;
    private final double poor;

    Measure(String text, boolean greaterIsBetter, double good, double fair, double poor) {
        this.text = text;
        this.greaterIsBetter = greaterIsBetter;
        this.good = good;
        this.fair = fair;
        this.poor = poor;
    }

    /** The measure's name in records. */
    String text() {
        return text;
    }

    Classification classify(double value) {
        if (reaches(value, good)) {
            return Classification.GOOD;
        }
        if (reaches(value, fair)) {
            return Classification.FAIR;
        }
        return reaches(value, poor) ? Classification.POOR : Classification.BAD;
    }

    private boolean reaches(double value, double bound) {
        return greaterIsBetter ? value >= bound : value <= bound;
    }
}
