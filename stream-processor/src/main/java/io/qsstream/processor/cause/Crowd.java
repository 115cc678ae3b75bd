package io.qsstream.processor.cause;

import io.qsstream.v1.GroupCount;
import io.qsstream.v1.MinuteCounts;
import io.qsstream.v1.SessionAlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a session's users are, as counts per minute of sample time: of a webinar of ten thousand nobody is looked at one by
 * one. Works in place on a state that its caller owns.
 */
public final class Crowd {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Of a session; more say nothing new, and state must be bounded. */
    private static final int MOST_DATA_CENTERS = 64;

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

    /** Nobody yet. */
    public static MinuteCounts nobody(Instant minute) {
        return MinuteCounts.newBuilder().setMinute(minute).build();
    }

    public static Instant minuteOf(Instant sampleTime) {
        return Instant.ofEpochMilli(
                sampleTime.toEpochMilli() - Math.floorMod(sampleTime.toEpochMilli(), MINUTE.toMillis()));
    }

    /**
     * Counts a user in a minute.
     *
     * @param groups as what the user is counted for the first time in this minute
     * @param suffering as what the user is counted as suffering for the first time in this minute
     */
    public static void count(
            SessionAlertState session, Instant minute, int groups, int suffering, @Nullable String dataCenter) {
        MinuteCounts current = session.getCurrent();
        if (minute.isAfter(current.getMinute())) {
            boolean next = minute.equals(current.getMinute().plus(MINUTE));
            session.setBefore(next ? current : null);
            session.setCurrent(nobody(minute));
        }
        MinuteCounts counted = of(session, minute);
        if (counted == null) {
            return;
        }
        List<GroupCount> counts = new ArrayList<>(counted.getGroups());
        for (Group group : Group.values()) {
            int at = group.ordinal();
            boolean isNew = group.isIn(groups);
            boolean suffers = group.isIn(suffering);
            if (isNew || suffers) {
                while (counts.size() <= at) {
                    counts.add(new GroupCount(0, 0));
                }
                counts.set(at, plus(counts.get(at), isNew, suffers));
            }
        }
        counted.setGroups(counts);
        boolean isNew = Group.EVERYBODY.isIn(groups);
        boolean suffers = Group.EVERYBODY.isIn(suffering);
        if (dataCenter != null && (isNew || suffers)) {
            Map<String, GroupCount> centers = new LinkedHashMap<>(counted.getDataCenters());
            GroupCount known = centers.get(dataCenter);
            if (known != null || centers.size() < MOST_DATA_CENTERS) {
                centers.put(dataCenter, plus(known == null ? new GroupCount(0, 0) : known, isNew, suffers));
                counted.setDataCenters(centers);
            }
        }
    }

    private static @Nullable MinuteCounts of(SessionAlertState session, Instant minute) {
        if (minute.equals(session.getCurrent().getMinute())) {
            return session.getCurrent();
        }
        MinuteCounts before = session.getBefore();
        return before != null && minute.equals(before.getMinute()) ? before : null;
    }

    private static GroupCount plus(GroupCount count, boolean user, boolean suffers) {
        return new GroupCount(count.getUsers() + (user ? 1 : 0), count.getSuffering() + (suffers ? 1 : 0));
    }

    /** The users with a sample, in the fuller minute. */
    public static int activeUsers(SessionAlertState session) {
        return of(fuller(session), Group.EVERYBODY).users();
    }

    /** The minute of two with more users: the current one has not heard of everybody yet. */
    static MinuteCounts fuller(SessionAlertState session) {
        MinuteCounts before = session.getBefore();
        return before != null
                        && of(before, Group.EVERYBODY).users()
                                > of(session.getCurrent(), Group.EVERYBODY).users()
                ? before
                : session.getCurrent();
    }

    static Count of(MinuteCounts minute, Group group) {
        return minute.getGroups().size() <= group.ordinal()
                ? Count.NONE
                : count(minute.getGroups().get(group.ordinal()));
    }

    static Count ofDataCenter(MinuteCounts minute, String dataCenter) {
        GroupCount count = minute.getDataCenters().get(dataCenter);
        return count == null ? Count.NONE : count(count);
    }

    private static Count count(GroupCount count) {
        return new Count(count.getUsers(), count.getSuffering());
    }

    private Crowd() {}
}
