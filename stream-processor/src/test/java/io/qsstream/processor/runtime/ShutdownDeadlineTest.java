package io.qsstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShutdownDeadlineTest {

    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void whoHangsIsEndedOnce() {
        ShutdownDeadline deadline = new ShutdownDeadline(Duration.ofMillis(50), ended::incrementAndGet);

        deadline.begin();
        deadline.begin();

        await().atMost(Duration.ofSeconds(10)).until(() -> ended.get() > 0);
        await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(10)).until(() -> ended.get() == 1);
    }

    @Test
    void whoShutsDownInTimeIsNot() {
        ShutdownDeadline deadline = new ShutdownDeadline(Duration.ofMillis(300), ended::incrementAndGet);

        deadline.begin();
        deadline.meet();

        await().during(Duration.ofMillis(600)).atMost(Duration.ofSeconds(10)).until(() -> ended.get() == 0);
        assertThat(ended).hasValue(0);
    }
}
