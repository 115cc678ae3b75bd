package io.qsstream.local.simulate;

import io.qsstream.local.simulate.People.Person;
import java.time.Instant;
import java.util.List;

/**
 * Everything that is decided about one user's leg before it is played.
 *
 * @param index of the user in its session
 * @param web a browser user of a Video SDK session
 * @param phaseSeconds offset of the sample times
 * @param usualLatencyMs without trouble
 * @param quiet mutes now and then; Zoom sends nothing where nothing flows
 */
record UserScript(
        int index,
        Person person,
        boolean web,
        Instant join,
        Instant leave,
        int phaseSeconds,
        double usualLatencyMs,
        Trouble trouble,
        List<Stream> streams,
        boolean quiet) {

    /** One stream type the user has. */
    record Stream(String type, double usualKbps, boolean picture) {

        boolean isOwnVoice() {
            return type.equals("audio_input");
        }

        /** Zoom's {@code input} is what the user sends, as its text of webinars and sessions has it (qss-reference §2). */
        boolean isSent() {
            return type.endsWith("_input") || type.contains("_to_") || type.equals("sending");
        }

        boolean isOfGateway() {
            return type.endsWith("_crc") || type.endsWith("_rwg");
        }

        String media() {
            return type.startsWith("audio") ? "audio" : type.startsWith("video") ? "video" : "as";
        }

        String resolution() {
            return media().equals("as") ? "1920*1040" : usualKbps > 600 ? "1280*720" : "640*360";
        }
    }
}
