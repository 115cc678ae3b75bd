package io.qsstream.dashboard.view;

import io.qsstream.v1.Classification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One user of a session.
 *
 * @param classification of the last window
 * @param latest by media, the measures of the last sample: of several streams the worst latency, jitter and loss, the
 *     greatest bit rate, the smallest frame rate and score
 * @param strips by AUDIO, VIDEO, SCREEN_SHARE and ALL, windows of the user's last hour, oldest first
 * @param trouble the greater the worse
 */
public record UserView(
        String userId,
        @Nullable String userKey,
        @Nullable String name,
        UserState state,
        Instant lastSampleTime,
        Environment environment,
        Classification classification,
        @Nullable String classificationReason,
        @Nullable Float mosEstimate,
        Map<String, Measures> latest,
        @Nullable CpuNow cpu,
        @Nullable WifiNow wifi,
        Map<String, List<StripCell>> strips,
        List<String> openAlertIds,
        @Nullable CauseView cause,
        List<String> suggestedActions,
        List<String> advice,
        double trouble) {}
