package io.qsstream.processor.cause;

import io.qsstream.v1.LegAlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a session's users are, as counts per minute of sample time: of a webinar of ten thousand nobody is looked at one by
 * one. It says nothing that the legs' states do not say, which hold as what each was counted in the last two minutes; so
 * it is kept in memory alone, and made of them again where it is missing.
 */
public final class Crowd {

    /** The minute of a leg that was never counted. */
    public static final long NOT_COUNTED = -1;

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final Group[] GROUPS = Group.values();

    /** Users of a group, and those of them who suffer. */
    record Count(int users, int suffering) {

        static final Count NONE = new Count(0, 0);

        double share() {
            return users == 0 ? 0 : (double) suffering / users;
        }

        /** Without one who is counted. */
        Count without(boolean suffers) {
            return new Count(Math.max(0, users - 1), Math.max(0, suffering - (suffers ? 1 : 0)));
        }

        Count minus(Count part) {
            return new Count(Math.max(0, users - part.users), Math.max(0, suffering - part.suffering));
        }
    }

    /** The users of a data centre in one minute. */
    private static final class Tally {
        private int users;
        private int suffering;
    }

    /** A session's users in one minute. */
    static final class Minute {
        private final int[] users = new int[GROUPS.length];
        private final int[] suffering = new int[GROUPS.length];
        private final Map<String, Tally> dataCenters = new HashMap<>(4);

        Count of(Group group) {
            return new Count(users[group.ordinal()], suffering[group.ordinal()]);
        }

        Count ofDataCenter(String dataCenter) {
            Tally tally = dataCenters.get(dataCenter);
            return tally == null ? Count.NONE : new Count(tally.users, tally.suffering);
        }

        private void add(int groups, int suffers, @Nullable String dataCenter) {
            for (int rest = groups; rest != 0; rest &= rest - 1) {
                users[Integer.numberOfTrailingZeros(rest)]++;
            }
            for (int rest = suffers; rest != 0; rest &= rest - 1) {
                suffering[Integer.numberOfTrailingZeros(rest)]++;
            }
            addTo(dataCenter, groups, suffers, 1);
        }

        private void addTo(@Nullable String dataCenter, int groups, int suffers, int times) {
            int more = Group.EVERYBODY.isIn(groups) ? times : 0;
            int moreSuffering = Group.EVERYBODY.isIn(suffers) ? times : 0;
            if (dataCenter == null || more == 0 && moreSuffering == 0) {
                return;
            }
            Tally tally = dataCenters.computeIfAbsent(dataCenter, name -> new Tally());
            tally.users += more;
            tally.suffering += moreSuffering;
            if (tally.users == 0) {
                dataCenters.remove(dataCenter);
            }
        }
    }

    /** Since the epoch, as in the legs' states: a number there costs the collector of garbage nothing when it changes. */
    private long minute = Long.MIN_VALUE;

    private Minute current = new Minute();
    private Minute before = new Minute();

    private static long minuteOf(Instant sampleTime) {
        return Math.floorDiv(sampleTime.toEpochMilli(), MINUTE_MILLIS);
    }

    /** Adds all that a leg was counted as. */
    public void add(LegAlertState leg) {
        long counted = leg.getMinuteCounted();
        if (counted != NOT_COUNTED) {
            add(counted, leg.getCountedGroups(), leg.getSufferingGroups(), leg.getDataCenter());
            add(counted - 1, leg.getGroupsBefore(), leg.getSufferingBefore(), leg.getDataCenter());
        }
    }

    /**
     * Counts a leg as what it was not counted yet in the minute of a sample, and writes that down in its state.
     *
     * @param groups as what the sample's user is counted
     * @param suffering as what the sample's user suffers
     */
    public void count(LegAlertState leg, Instant sampleTime, int groups, int suffering) {
        long at = minuteOf(sampleTime);
        long counted = leg.getMinuteCounted();
        if (at < counted) {
            return;
        }
        if (at != counted) {
            boolean next = at == counted + 1;
            leg.setGroupsBefore(next ? leg.getCountedGroups() : 0);
            leg.setSufferingBefore(next ? leg.getSufferingGroups() : 0);
            leg.setMinuteCounted(at);
            leg.setCountedGroups(0);
            leg.setSufferingGroups(0);
        }
        add(at, groups & ~leg.getCountedGroups(), suffering & ~leg.getSufferingGroups(), leg.getDataCenter());
        leg.setCountedGroups(leg.getCountedGroups() | groups);
        leg.setSufferingGroups(leg.getSufferingGroups() | suffering);
    }

    /** Moves a leg, as it was counted, to another data centre, and writes that down in its state. */
    public void move(LegAlertState leg, String dataCenter) {
        long counted = leg.getMinuteCounted();
        if (counted != NOT_COUNTED) {
            move(counted, leg.getCountedGroups(), leg.getSufferingGroups(), leg.getDataCenter(), dataCenter);
            move(counted - 1, leg.getGroupsBefore(), leg.getSufferingBefore(), leg.getDataCenter(), dataCenter);
        }
        leg.setDataCenter(dataCenter);
    }

    private void move(long at, int groups, int suffering, @Nullable String from, String to) {
        Minute counted = at(at);
        if (counted != null) {
            counted.addTo(from, groups, suffering, -1);
            counted.addTo(to, groups, suffering, 1);
        }
    }

    void add(long at, int groups, int suffering, @Nullable String dataCenter) {
        if (groups == 0 && suffering == 0) {
            return;
        }
        if (at > minute) {
            before = at - 1 == minute ? current : new Minute();
            current = new Minute();
            minute = at;
        }
        Minute counted = at(at);
        if (counted != null) {
            counted.add(groups, suffering, dataCenter);
        }
    }

    private @Nullable Minute at(long at) {
        if (at == minute) {
            return current;
        }
        return at == minute - 1 ? before : null;
    }

    /** The users with a sample, in the fuller minute. */
    public int activeUsers() {
        return fuller().of(Group.EVERYBODY).users();
    }

    /** The minute of two with more users: the current one has not heard of everybody yet. */
    Minute fuller() {
        return before.of(Group.EVERYBODY).users() > current.of(Group.EVERYBODY).users() ? before : current;
    }
}
