package io.qsstream.processor.cause;

import io.qsstream.processor.cause.StreamRole.Via;
import io.qsstream.processor.cause.StreamRole.Way;
import io.qsstream.v1.Media;
import io.qsstream.v1.QosSample;
import io.qsstream.v1.StreamQos;
import java.util.Collection;

/**
 * As what a user is counted. A user belongs to several; a set of them is a number with one bit each, because it stands in
 * the state of every leg. Only add at the end: the order stands in state.
 */
public enum Group {
    EVERYBODY,
    CRC,
    RWG,
    SENDS_AUDIO,
    SENDS_VIDEO,
    SENDS_SCREEN_SHARE,
    RECEIVES_AUDIO,
    RECEIVES_VIDEO,
    RECEIVES_SCREEN_SHARE;

    int bit() {
        return 1 << ordinal();
    }

    /** Whether a set holds it. */
    public boolean isIn(int set) {
        return (set & bit()) != 0;
    }

    /** What the sample's user is counted as. */
    public static int of(QosSample sample, StreamRole.InputMeans inputMeans) {
        return of(sample.getStreams(), inputMeans);
    }

    /** What a user with these streams is counted as. */
    public static int of(Collection<StreamQos> streams, StreamRole.InputMeans inputMeans) {
        int set = EVERYBODY.bit();
        for (StreamQos stream : streams) {
            StreamRole role = StreamRole.of(stream, inputMeans);
            set |= ofVia(role.via()) | ofWay(role.way(), role.media());
        }
        return set;
    }

    private static int ofVia(Via via) {
        return switch (via) {
            case DIRECT -> 0;
            case CRC -> CRC.bit();
            case RWG -> RWG.bit();
        };
    }

    private static int ofWay(Way way, Media media) {
        return switch (way) {
            case UNKNOWN -> 0;
            case SENDING ->
                switch (media) {
                    case AUDIO -> SENDS_AUDIO.bit();
                    case VIDEO -> SENDS_VIDEO.bit();
                    case SCREEN_SHARE -> SENDS_SCREEN_SHARE.bit();
                    case OTHER, UNKNOWN -> 0;
                };
            case RECEIVING ->
                switch (media) {
                    case AUDIO -> RECEIVES_AUDIO.bit();
                    case VIDEO -> RECEIVES_VIDEO.bit();
                    case SCREEN_SHARE -> RECEIVES_SCREEN_SHARE.bit();
                    case OTHER, UNKNOWN -> 0;
                };
        };
    }
}
