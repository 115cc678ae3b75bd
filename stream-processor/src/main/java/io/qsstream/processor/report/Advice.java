package io.qsstream.processor.report;

import io.qsstream.v1.CauseClass;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a report tells a customer, in plain words and without a name. Pure. */
final class Advice {

    /** A weak signal or a busy processor is worth a sentence from this share of the user's minutes on. */
    private static final double WORTH_TELLING = 0.1;

    /**
     * What the sentences are made of; all in minutes.
     *
     * @param bad rated POOR or BAD
     * @param weakSignal with a weak Wi-Fi signal
     * @param busy with a processor at its limit
     * @param cause of the user's alerts; null where there was none
     */
    record Facts(
            double minutes,
            double bad,
            double weakSignal,
            double busy,
            @Nullable CauseClass cause) {}

    /** Nothing where nothing went wrong. */
    static List<String> of(Facts facts) {
        List<String> advice = new ArrayList<>();
        if (facts.bad() == 0 && facts.cause() == null) {
            return advice;
        }
        boolean wifi = facts.cause() == CauseClass.SELF_WIFI || isWorthTelling(facts.weakSignal(), facts);
        boolean busy = facts.cause() == CauseClass.SELF_CPU || isWorthTelling(facts.busy(), facts);
        if (wifi) {
            advice.add("Your Wi-Fi signal was weak for " + of(facts.weakSignal(), facts)
                    + ": move closer to the access point, or use a cable.");
        }
        if (busy) {
            advice.add("Your computer was short of processor time for " + of(facts.busy(), facts)
                    + ": close other applications, or use another device.");
        }
        CauseClass cause = facts.cause() == null ? CauseClass.UNKNOWN : facts.cause();
        switch (cause) {
            case SELF_WIFI, SELF_CPU -> {}
            case SELF_NETWORK ->
                advice.add("Your connection lost or delayed data" + during(facts)
                        + ": use a cable or another network, or turn your video off.");
            case SENDER ->
                advice.add("What reached you badly" + during(facts)
                        + " was sent badly by another participant: nothing on your side needs to change.");
            case DATA_CENTER ->
                advice.add("The trouble" + during(facts)
                        + " was at the data center, for everybody on it: nothing on your side needs to change. Tell your"
                        + " support if it comes back.");
            case GATEWAY ->
                advice.add("The gateway that connects room systems and browsers had trouble" + during(facts)
                        + ": joining with the Zoom application avoids it.");
            case UNKNOWN -> {
                if (!wifi && !busy) {
                    advice.add("Quality was poor" + during(facts)
                            + "; what caused it is not known. Tell your support if it happens again.");
                }
            }
        }
        return advice;
    }

    private static boolean isWorthTelling(double minutes, Facts facts) {
        return minutes > 0 && minutes >= WORTH_TELLING * facts.minutes();
    }

    private static String during(Facts facts) {
        return facts.bad() == 0 ? "" : " for " + of(facts.bad(), facts);
    }

    private static String of(double part, Facts facts) {
        return number(part) + " of " + number(facts.minutes()) + " minutes";
    }

    private static String number(double minutes) {
        return BigDecimal.valueOf(minutes)
                .setScale(1, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private Advice() {}
}
