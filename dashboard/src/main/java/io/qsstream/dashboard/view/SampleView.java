package io.qsstream.dashboard.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.qsstream.v1.Media;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sample of one user. */
public record SampleView(
        String userId,
        Instant time,
        List<StreamNow> streams,
        @Nullable CpuNow cpu,
        @Nullable WifiNow wifi) {

    /** One stream's measures at the sample's time. */
    public record StreamNow(
            String type, Media media, @JsonUnwrapped Measures measures) {}
}
