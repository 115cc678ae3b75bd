package io.qsstream.processor.state;

import java.util.List;

/**
 * Texts that stand in nearly every state, written by their place in this list. Only add at the end, and never take one
 * away: the places stand in state.
 */
final class WellKnownTexts {

    /** Zoom's stream types and event names (qss-reference §1.1, §1.3), and those of the simplified shape. */
    static final List<String> ALL = List.of(
            "",
            "audio_input",
            "audio_output",
            "video_input",
            "video_output",
            "as_input",
            "as_output",
            "audio_device_from_crc",
            "audio_device_to_crc",
            "video_device_from_crc",
            "video_device_to_crc",
            "as_device_from_crc",
            "as_device_to_crc",
            "audio_device_from_rwg",
            "audio_device_to_rwg",
            "video_device_from_rwg",
            "video_device_to_rwg",
            "as_device_from_rwg",
            "as_device_to_rwg",
            "audio_quality",
            "video_quality",
            "as_quality",
            "sending",
            "receiving",
            "audio",
            "video",
            "meeting.participant_qos",
            "webinar.participant_qos",
            "session.user_qos",
            "phone.call_qos",
            "Wired",
            "Wifi",
            "Cellular",
            "Windows",
            "Mac",
            "iOS",
            "Android",
            "Phone",
            "H.323/SIP",
            "UDP",
            "TCP");

    private WellKnownTexts() {}
}
