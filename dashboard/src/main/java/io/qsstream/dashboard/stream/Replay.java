package io.qsstream.dashboard.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last frames, up to so many bytes, for browsers that come back; and since when each channel's frames are
 * all there. Not safe for many threads.
 */
final class Replay {

    private final long mostBytes;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Map<Channel, Long> completeFrom = new HashMap<>();
    private long bytes;
    private long forgottenUpTo;

    Replay(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(Frame frame) {
        frames.addLast(frame);
        bytes += frame.bytes().length;
        while (bytes > mostBytes && !frames.isEmpty()) {
            Frame oldest = frames.removeFirst();
            bytes -= oldest.bytes().length;
            forgottenUpTo = oldest.number();
        }
    }

    /** From now on, after frame {@code last}, every frame of the channel is made. */
    void opened(Channel channel, long last) {
        completeFrom.putIfAbsent(channel, last);
    }

    /** From now on frames of the channel are not made any more. */
    void closed(Channel channel) {
        completeFrom.remove(channel);
    }

    /** Forgets everything: who comes back after this has to read again. */
    void clear(long last) {
        frames.clear();
        bytes = 0;
        forgottenUpTo = last;
    }

    /** What a channel said after a frame; null where that is no longer known. */
    @Nullable
    List<Frame> after(long number, Channel channel) {
        Long from = completeFrom.get(channel);
        if (from == null || number < from || number < forgottenUpTo) {
            return null;
        }
        List<Frame> missed = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame.number() > number && frame.channels().contains(channel)) {
                missed.add(frame);
            }
        }
        return missed;
    }
}
