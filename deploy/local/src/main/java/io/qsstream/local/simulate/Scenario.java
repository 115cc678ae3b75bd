package io.qsstream.local.simulate;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What happens in a simulated session. */
public enum Scenario {
    /** Nobody has trouble. */
    STEADY("steady"),
    /** One user's Wi-Fi is bad for a while. */
    BAD_WIFI("bad-wifi"),
    /** One user's device has no processor time left for a while. */
    CPU_HOG("cpu-hog"),
    /** Everybody on one data centre has trouble for a while. */
    DATA_CENTER_BROWNOUT("data-center-brownout"),
    /** One user comes when more than half is over. */
    LATE_JOINER("late-joiner"),
    /** A webinar of 1,000 unless told otherwise; a few attendees have bad Wi-Fi. */
    WEBINAR_1000("webinar-1000"),
    /** Two legs, each sending and receiving; the callee's network is bad for a while. */
    PHONE_CALL("phone-call"),
    /** Native and browser users of a Video SDK session; one browser user's network is bad for a while. */
    VIDEO_SDK("video-sdk"),
    /** One user sends badly: what travels to the others is bad, what they send themselves is not. */
    BAD_SENDER("bad-sender"),
    /** A gateway is bad for a while, of room systems or of browsers: all who come through it have trouble, nobody else. */
    BAD_GATEWAY("bad-gateway"),
    /** All of these in turn, the webinar as small as the others. */
    MIXED("mixed");

    private final String label;

    Scenario(String label) {
        this.label = label;
    }

    /** As it is written on the command line and in the truth file. */
    public String label() {
        return label;
    }

    /** Reads a label. */
    public static Scenario of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown scenario '" + label + "': choose one of "
                        + Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "))));
    }

    /** What session number {@code index} of a run plays. */
    Scenario ofSession(int index) {
        return this == MIXED ? values()[index % MIXED.ordinal()] : this;
    }

    @Override
    public String toString() {
        return label;
    }
}
