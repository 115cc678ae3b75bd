package io.qsstream.processor.cause;

import io.qsstream.schema.rules.Metric;
import io.qsstream.v1.CauseClass;
import io.qsstream.v1.Media;
import io.qsstream.v1.Severity;
import java.util.ArrayList;
import java.util.List;

/** What a user, or an application on the user's behalf, can do about trouble. Codes are part of the contract. */
public enum Action {
    LOWER_RESOLUTION,
    TURN_VIDEO_OFF,
    STOP_SCREEN_SHARE,
    CLOSE_APPLICATIONS,
    USE_OTHER_DEVICE,
    MOVE_CLOSER_TO_ACCESS_POINT,
    CHANGE_NETWORK,
    DIAL_IN_BY_PHONE,
    TELL_SENDER,
    ASK_SUPPORT;

    /**
     * What helps, the most helpful first. Pure.
     *
     * @param media of the alert's stream; OTHER where it has none
     * @param isPhone a phone call: nobody dials in by phone who is on the phone
     */
    public static List<Action> against(
            CauseClass cause, Metric metric, Media media, Severity severity, boolean isPhone) {
        List<Action> actions = new ArrayList<>();
        switch (cause) {
            case SELF_CPU -> {
                actions.add(CLOSE_APPLICATIONS);
                lighten(actions, media);
                actions.add(USE_OTHER_DEVICE);
            }
            case SELF_WIFI -> {
                actions.add(MOVE_CLOSER_TO_ACCESS_POINT);
                actions.add(CHANGE_NETWORK);
                if (metric != Metric.RSSI_DBM) {
                    lighten(actions, media);
                    dialIn(actions, media, isPhone);
                }
            }
            case SELF_NETWORK -> {
                lighten(actions, media);
                actions.add(CHANGE_NETWORK);
                dialIn(actions, media, isPhone);
            }
            case SENDER -> actions.add(TELL_SENDER);
            case DATA_CENTER -> {
                dialIn(actions, media, isPhone);
                actions.add(ASK_SUPPORT);
            }
            case GATEWAY -> {
                actions.add(USE_OTHER_DEVICE);
                dialIn(actions, media, isPhone);
                actions.add(ASK_SUPPORT);
            }
            case UNKNOWN -> {
                if (severity == Severity.CRITICAL) {
                    actions.add(ASK_SUPPORT);
                }
            }
        }
        return actions;
    }

    /** Pictures are what fills a line and a processor; sound is turned off last. */
    private static void lighten(List<Action> actions, Media media) {
        switch (media) {
            case VIDEO -> {
                actions.add(LOWER_RESOLUTION);
                actions.add(TURN_VIDEO_OFF);
            }
            case SCREEN_SHARE -> actions.add(STOP_SCREEN_SHARE);
            case AUDIO, OTHER, UNKNOWN -> actions.add(TURN_VIDEO_OFF);
        }
    }

    private static void dialIn(List<Action> actions, Media media, boolean isPhone) {
        if (media == Media.AUDIO && !isPhone) {
            actions.add(DIAL_IN_BY_PHONE);
        }
    }
}
