package io.qsstream.dashboard.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private final Replay replay = new Replay(1_000);

    @Test
    void whatAChannelSaidAfterAFrameIsKnown() {
        replay.opened(Channel.ALERTS, 0);
        add(1, Channel.ALERTS);
        add(2, Channel.SESSIONS);
        add(3, Channel.ALERTS);

        assertThat(replay.after(0, Channel.ALERTS)).extracting(Frame::number).containsExactly(1L, 3L);
        assertThat(replay.after(1, Channel.ALERTS)).extracting(Frame::number).containsExactly(3L);
        assertThat(replay.after(3, Channel.ALERTS)).isEmpty();
    }

    @Test
    void whatWasForgottenIsNotGuessed() {
        replay.opened(Channel.ALERTS, 0);
        for (int i = 1; i <= 100; i++) {
            add(i, Channel.ALERTS);
        }

        assertThat(replay.after(10, Channel.ALERTS)).isNull();
        assertThat(replay.after(99, Channel.ALERTS)).hasSize(1);
    }

    @Test
    void aChannelThatNobodyListenedToHasAGap() {
        add(1, Channel.SESSIONS);
        replay.opened(Channel.ALERTS, 1);

        assertThat(replay.after(0, Channel.ALERTS)).isNull();
        assertThat(replay.after(1, Channel.ALERTS)).isEmpty();
        replay.closed(Channel.ALERTS);
        assertThat(replay.after(1, Channel.ALERTS)).isNull();
    }

    private void add(long number, Channel channel) {
        replay.add(Frame.of("e", number, Set.of(channel), "alert", "{}"));
    }
}
