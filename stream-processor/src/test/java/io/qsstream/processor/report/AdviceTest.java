package io.qsstream.processor.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.qsstream.v1.CauseClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdviceTest {

    @Test
    void whereNothingWentWrongNothingIsSaid() {
        assertThat(advice(32, 0, 0, 0, null)).isEmpty();
        assertThat(advice(32, 0, 14, 30, null)).isEmpty();
    }

    @Test
    void aWeakSignal() {
        assertThat(advice(32, 10, 14, 0, CauseClass.SELF_WIFI))
                .containsExactly(
                        "Your Wi-Fi signal was weak for 14 of 32 minutes: move closer to the access point, or use"
                                + " a cable.");
    }

    @Test
    void aBusyProcessor() {
        assertThat(advice(32, 10, 0, 9.5, CauseClass.SELF_CPU))
                .containsExactly("Your computer was short of processor time for 9.5 of 32 minutes: close other"
                        + " applications, or use another device.");
    }

    @Test
    void aWeakSignalBesideABadNetworkIsBothToldButAShortOneIsNot() {
        assertThat(advice(30, 10, 3, 0, CauseClass.SELF_NETWORK)).hasSize(2);
        assertThat(advice(30, 10, 2, 0, CauseClass.SELF_NETWORK))
                .containsExactly("Your connection lost or delayed data for 10 of 30 minutes: use a cable or another"
                        + " network, or turn your video off.");
    }

    @Test
    void whatIsNotTheUsersFaultIsCalledSo() {
        assertThat(advice(30, 10, 0, 0, CauseClass.SENDER))
                .containsExactly("What reached you badly for 10 of 30 minutes was sent badly by another participant:"
                        + " nothing on your side needs to change.");
        assertThat(advice(30, 10, 0, 0, CauseClass.DATA_CENTER))
                .containsExactly(
                        "The trouble for 10 of 30 minutes was at the data center, for everybody on it: nothing on"
                                + " your side needs to change. Tell your support if it comes back.");
        assertThat(advice(30, 10, 0, 0, CauseClass.GATEWAY))
                .containsExactly("The gateway that connects room systems and browsers had trouble for 10 of 30 minutes:"
                        + " joining with the Zoom application avoids it.");
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        assertThat(advice(30, 0.5, 0, 0, null))
                .containsExactly(
                        "Quality was poor for 0.5 of 30 minutes; what caused it is not known. Tell your support"
                                + " if it happens again.");
        assertThat(advice(30, 0, 0, 0, CauseClass.UNKNOWN))
                .containsExactly(
                        "Quality was poor; what caused it is not known. Tell your support if it happens again.");
    }

    private static List<String> advice(
            double minutes, double bad, double weakSignal, double busy, @Nullable CauseClass cause) {
        return Advice.of(new Advice.Facts(minutes, bad, weakSignal, busy, cause));
    }
}
