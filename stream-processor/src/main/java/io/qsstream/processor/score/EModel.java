package io.qsstream.processor.score;

/**
 * The narrowband E-model: how satisfied people are with a telephone connection, as a rating R from 0 to 100, by ITU-T
 * G.107 (06/2015). Equation numbers are the Recommendation's; whatever a caller does not give has its default there
 * (table 3). Pure.
 *
 * <p>The full form adds echo and the noise of rooms and lines to delay and loss. Zoom measures none of those, so
 * estimates use the reduced form; the full form shows that the equations are the standard's.
 */
final class EModel {

    /**
     * What a codec does to speech.
     *
     * @param ie equipment impairment factor without loss
     * @param bpl robustness against loss, percent; more is more robust
     */
    record Codec(double ie, double bpl) {

        Codec {
            if (!(ie >= 0 && ie < MOST_IMPAIRMENT && bpl > 0)) {
                throw new IllegalArgumentException(
                        "ie must be at least 0 and below 95, bpl above 0; were " + ie + " and " + bpl);
            }
        }
    }

    /**
     * What R is made of.
     *
     * @param ro basic signal-to-noise ratio
     * @param is impairments that come with the voice
     * @param idte impairment by talker echo
     * @param idle impairment by listener echo
     * @param idd impairment by delay alone
     * @param ieEff impairment by the codec and by loss
     */
    record Transmission(double ro, double is, double idte, double idle, double idd, double ieEff) {

        /** (7-1) and (7-18), with advantage factor A = 0: nothing is forgiven for convenience. */
        double r() {
            return ro - is - (idte + idle + idd) - ieEff;
        }

        double mos() {
            return EModel.mos(r());
        }
    }

    // Table 3: loudness and sidetone in dB, circuit noise in dBm0p, noise floor in dBmp, room noise in dB(A).
    private static final double SLR = 8;
    private static final double RLR = 2;
    private static final double OLR = SLR + RLR;
    private static final double STMR = 15;
    private static final double DR = 3;
    private static final double LSTR = STMR + DR;
    private static final double DS = 3;
    private static final double TELR = 65;
    private static final double WEPL = 110;
    private static final double QDU = 1;
    private static final double NC = -70;
    private static final double NFOR = -64;
    private static final double PS = 35;
    private static final double PR = 35;
    // Sensitivity to delay, class "default" of table 1: the shortest delay that anybody minds, and its steepness.
    private static final double MT_MS = 100;
    private static final double ST = 1;

    /** Where Ie,eff ends however much is lost, (7-29). */
    private static final double MOST_IMPAIRMENT = 95;
    /** R of the defaults without impairment, as it is quoted; (7-1) gives 93.206. */
    private static final double DEFAULT_R = 93.2;

    /**
     * The rating of a connection whose two ways are alike, with the echo at the far end: T = Ta, Tr = 2 Ta.
     *
     * @param oneWayMs Ta, from mouth to ear; the Recommendation validates 0 to 500
     * @param lossPct Ppl, with what the jitter buffer discards; validated 0 to 20, for bursts above 2 only below 2
     * @param burstRatio BurstR; 1 where losses are independent of each other
     */
    static Transmission full(double oneWayMs, Codec codec, double lossPct, double burstRatio) {
        double no = no();
        double ro = 15 - 1.5 * (SLR + no); // (7-2)
        return new Transmission(
                ro,
                is(no, ro, oneWayMs),
                idte(no, oneWayMs),
                idle(ro, 2 * oneWayMs),
                idd(oneWayMs),
                ieEff(codec, lossPct, burstRatio));
    }

    /**
     * R by delay and loss alone, as on a connection free of echo: R = 93.2 − Idd − Ie,eff (ITU-T G.109 appendix I,
     * qss-reference §6.2).
     */
    static double reduced(double oneWayMs, Codec codec, double lossPct) {
        return DEFAULT_R - idd(oneWayMs) - ieEff(codec, lossPct, 1);
    }

    /**
     * The mean opinion score of a rating, 1 to 4.5, (B-4). The polynomial falls to 0.99 for R between 0 and 6.5; there
     * the score is held at 1, the scale's lowest, so that a higher R never has the lower score.
     */
    static double mos(double r) {
        if (r <= 0) {
            return 1;
        }
        if (r >= 100) {
            return 4.5;
        }
        return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
    }

    /** Impairment by delay alone. */
    static double idd(double oneWayMs) {
        if (oneWayMs <= MT_MS) {
            return 0;
        }
        double x = Math.log10(oneWayMs / MT_MS) / Math.log10(2); // (7-28)
        return 25 * (root(x, 6 * ST) - 3 * root(x / 3, 6 * ST) + 2); // (7-27)
    }

    /** Impairment by codec and loss, (7-29). */
    static double ieEff(Codec codec, double lossPct, double burstRatio) {
        double lost = Math.min(Math.max(lossPct, 0), 100);
        double burst = Math.max(burstRatio, 1);
        return codec.ie() + (MOST_IMPAIRMENT - codec.ie()) * lost / (lost / burst + codec.bpl());
    }

    /** The power of all noise together, dBm0p. */
    private static double no() {
        double nos = PS - SLR - DS - 100 + 0.004 * square(PS - OLR - DS - 14); // (7-4)
        double pre = PR + decibels(1 + power(10 - LSTR)); // (7-6)
        double nor = RLR - 121 + pre + 0.008 * square(pre - 35); // (7-5)
        double nfo = NFOR + RLR; // (7-7)
        return decibels(power(NC) + power(nos) + power(nor) + power(nfo)); // (7-3)
    }

    /** What comes with the voice: too loud, unpleasant sidetone, quantising, (7-8). */
    private static double is(double no, double ro, double echoPathMs) {
        return iolr(no) + ist(echoPathMs) + iq(ro);
    }

    private static double iolr(double no) {
        double xolr = OLR + 0.2 * (64 + no - RLR); // (7-10)
        return 20 * (root(xolr / 8, 8) - xolr / 8); // (7-9)
    }

    private static double ist(double echoPathMs) {
        double stmro = -decibels(power(-STMR) + Math.exp(-echoPathMs / 4) * power(-TELR)); // (7-12)
        return 12 * root((stmro - 13) / 6, 8)
                - 28 * root((stmro + 1) / 19.4, 35)
                - 13 * root((stmro - 3) / 33, 13)
                + 29; // (7-11)
    }

    private static double iq(double ro) {
        double q = 37 - 15 * Math.log10(QDU); // (7-17)
        double g = 1.07 + 0.258 * q + 0.0602 * q * q; // (7-16)
        double z = 46.0 / 30 - g / 40; // (7-15)
        double y = (ro - 100) / 15 + 46 / 8.4 - g / 9; // (7-14)
        return 15 * Math.log10(1 + Math.pow(10, y) + Math.pow(10, z)); // (7-13)
    }

    /** Impairment by talker echo; below 1 ms it is sidetone (§7.4). (7-23) and (7-24) need an STMR outside 9 to 20. */
    private static double idte(double no, double echoPathMs) {
        if (echoPathMs < 1) {
            return 0;
        }
        double terv = TELR
                - 40 * Math.log10((1 + echoPathMs / 10) / (1 + echoPathMs / 150))
                + 6 * Math.exp(-0.3 * square(echoPathMs)); // (7-22)
        double re = 80 + 2.5 * (terv - 14); // (7-21)
        double roe = -1.5 * (no - RLR); // (7-20)
        double half = (roe - re) / 2;
        return (half + Math.sqrt(square(half) + 100) - 1) * (1 - Math.exp(-echoPathMs)); // (7-19)
    }

    /** Impairment by listener echo. */
    private static double idle(double ro, double roundTripMs) {
        double rle = 10.5 * (WEPL + 7) * Math.pow(roundTripMs + 1, -0.25); // (7-26)
        double half = (ro - rle) / 2;
        return half + Math.sqrt(square(half) + 169); // (7-25)
    }

    /** The n-th root of 1 + xⁿ, the bend that the Recommendation uses throughout. */
    private static double root(double x, double n) {
        return Math.pow(1 + Math.pow(x, n), 1 / n);
    }

    private static double power(double decibels) {
        return Math.pow(10, decibels / 10);
    }

    private static double decibels(double power) {
        return 10 * Math.log10(power);
    }

    private static double square(double x) {
        return x * x;
    }

    private EModel() {}
}
