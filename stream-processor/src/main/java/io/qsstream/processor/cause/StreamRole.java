package io.qsstream.processor.cause;

import io.qsstream.v1.Media;
import io.qsstream.v1.StreamQos;

/** What a stream is to the user who has it, read from Zoom's raw type. */
public record StreamRole(Media media, Way way, Via via) {

    /** Which way the media flows, seen from the user. */
    public enum Way {
        SENDING,
        RECEIVING,
        UNKNOWN
    }

    /** What stands between the user and the session. */
    public enum Via {
        DIRECT,
        /** Cloud Room Connector, for room systems. */
        CRC,
        /** Real-Time Web Gateway, for browsers. */
        RWG
    }

    /**
     * Which way Zoom's {@code input} points. Its own documents contradict each other (qss-reference §2): this says which
     * of them a deployment follows.
     */
    public enum InputMeans {
        /** {@code audio_input} is what the user sends: the text of webinars and sessions, and Zoom's staff. */
        SENT,
        /** {@code audio_input} is what the user receives: the text of meetings. */
        RECEIVED
    }

    static StreamRole of(StreamQos stream, InputMeans inputMeans) {
        String type = stream.getType();
        return new StreamRole(stream.getMedia(), way(type, inputMeans), via(type));
    }

    private static Way way(String type, InputMeans inputMeans) {
        boolean inputIsSent = inputMeans == InputMeans.SENT;
        if (type.endsWith("_input")) {
            return inputIsSent ? Way.SENDING : Way.RECEIVING;
        }
        if (type.endsWith("_output")) {
            return inputIsSent ? Way.RECEIVING : Way.SENDING;
        }
        // From the device to the gateway is sent, whatever input means.
        if (type.contains("_to_") || type.equals("sending")) {
            return Way.SENDING;
        }
        if (type.contains("_from_") || type.equals("receiving")) {
            return Way.RECEIVING;
        }
        return Way.UNKNOWN;
    }

    private static Via via(String type) {
        if (type.endsWith("_crc")) {
            return Via.CRC;
        }
        return type.endsWith("_rwg") ? Via.RWG : Via.DIRECT;
    }
}
