package io.qsstream.ingest.zoom.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Grants calls: at most so many in any second, in any minute and in a day of UTC. Time is passed in.
 *
 * <p>The day's use is remembered in blocks ahead of it: a crash forgets no call, it wastes at most the rest of a block.
 */
public final class Budget {

    /** What is allowed. */
    public record Limits(int heavyPerSecond, int listingsPerMinute, int callsPerDay) {}

    /** Whether a call may be made. */
    public sealed interface Decision {
        /** Now, and it is counted. */
        record Granted() implements Decision {}

        /** Not before then; nothing is counted. */
        record Wait(Instant until) implements Decision {}

        /** The day's calls are used up. */
        record Spent(Instant until) implements Decision {}
    }

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Limits limits;
    private final DayUse.Memory memory;
    private final int block;
    private final ArrayDeque<Instant> heavy = new ArrayDeque<>();
    private final ArrayDeque<Instant> listings = new ArrayDeque<>();

    /** Whether somebody made calls before us, maybe just now. */
    private final boolean restarted;

    private @Nullable Instant firstAsked;
    private LocalDate day;
    private int used;
    private int reserved;
    private Instant spentUntil;

    public Budget(Limits limits, DayUse.Memory memory) {
        this.limits = limits;
        this.memory = memory;
        this.block = Math.max(1, limits.callsPerDay() / 200);
        DayUse known = memory.recall();
        this.restarted = known.reserved() > 0;
        this.day = known.day();
        this.used = known.reserved();
        this.reserved = known.reserved();
        this.spentUntil = known.spentUntil();
    }

    /** Grants one call, or says when to ask again. */
    public synchronized Decision take(RateLabel label, Instant now) {
        turn(now);
        Instant first = firstAsked == null ? now : firstAsked;
        firstAsked = first;
        if (now.isBefore(spentUntil)) {
            return new Decision.Spent(spentUntil);
        }
        if (used >= limits.callsPerDay()) {
            return new Decision.Spent(startOf(day.plusDays(1)));
        }
        boolean isHeavy = label == RateLabel.HEAVY;
        ArrayDeque<Instant> recent = isHeavy ? heavy : listings;
        Duration span = isHeavy ? SECOND : MINUTE;
        if (restarted && now.isBefore(first.plus(span))) {
            // What the process before us asked for in this span is not remembered.
            return new Decision.Wait(first.plus(span));
        }
        while (!recent.isEmpty() && !recent.peekFirst().plus(span).isAfter(now)) {
            recent.removeFirst();
        }
        if (recent.size() >= (isHeavy ? limits.heavyPerSecond() : limits.listingsPerMinute())) {
            return new Decision.Wait(recent.peekFirst().plus(span));
        }
        if (used >= reserved) {
            reserved = Math.min(limits.callsPerDay(), used + block);
            memory.remember(new DayUse(day, reserved, spentUntil));
        }
        used++;
        recent.addLast(now);
        return new Decision.Granted();
    }

    /** Zoom says that the account's day is spent: other apps use it, too. */
    public synchronized void spent(Instant until) {
        spentUntil = until;
        memory.remember(new DayUse(day, reserved, spentUntil));
    }

    /** Calls left today. */
    public synchronized int left(Instant now) {
        turn(now);
        return now.isBefore(spentUntil) ? 0 : Math.max(0, limits.callsPerDay() - used);
    }

    private void turn(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        // A clock that is set back does not give a day twice.
        if (today.isAfter(day)) {
            day = today;
            used = 0;
            reserved = 0;
        }
    }

    private static Instant startOf(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
